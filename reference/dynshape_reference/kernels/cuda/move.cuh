// What the kernels that move elements are told, and where an element or a line of them comes from.
#pragma once
#include "packs.cuh"

// How an axis goes from the coordinate of an output to that of the input.
enum Mode { PLAIN = 0, FILLED = 1, WRAPPED = 2, CLAMPED = 3, REFLECTED = 4, LISTED = 5 };

struct MoveParams {
    void* out;
    const void* in;
    const void* fill;  // one unit, or null for zeros
    const int* lists;
    i64 count;
    int rank;
    int is_mapped;              // some axis is neither PLAIN nor FILLED
    Divisor extents[MAX_RANK];  // of the output
    i64 out_strides[MAX_RANK];
    i64 in_strides[MAX_RANK];
    i64 start[MAX_RANK];  // of LISTED, where its list begins
    i64 step[MAX_RANK];
    i64 limit[MAX_RANK];  // the input's extent
    int mode[MAX_RANK];
    // Of the kernels for lines.
    i64 bytes;         // of the input's memory, from `in` on
    Divisor segments;  // of a line; of picked lines the packs
    Divisor lanes;     // threads that share a segment
    u32 lines;
    int packed;     // of picked lines: they begin at multiples of 16 bytes
    int low, high;  // the elements of a line that are data
    int packs;      // lines are shared out from multiples of so many packs on
    int unused;
};

// The coordinate in the input, -1 for the fill.
DEVICE i64 coordinate(const MoveParams& p, int axis, i64 at) {
    if (p.mode[axis] == LISTED) return p.lists[p.start[axis] + at];
    i64 limit = p.limit[axis];
    i64 x = p.start[axis] + at * p.step[axis];
    switch (p.mode[axis]) {
        case FILLED: return x >= 0 && x < limit ? x : -1;
        case WRAPPED: return x >= 0 && x < limit ? x : (x % limit + limit) % limit;
        case CLAMPED: return x < 0 ? 0 : x < limit ? x : limit - 1;
        case REFLECTED: {
            if (limit == 1) return 0;
            i64 period = 2 * (limit - 1);
            x = (x % period + period) % period;
            return x < limit ? x : period - x;
        }
    }
    return x;
}

// Where a line comes from and goes to, by the axes from `first` on before the last; false for the fill.
DEVICE bool line_place(const MoveParams& p, int first, u32 line, i64& from, i64& to) {
    from = to = 0;
    bool there = true;
    for (int axis = first + p.rank - 2; axis >= first; --axis) {
        u32 next = axis > first ? p.extents[axis].divide(line) : 0;
        i64 at = line - next * p.extents[axis].value;
        line = next;
        to += at * p.out_strides[axis];
        if (p.mode[axis] != PLAIN) at = coordinate(p, axis, at);
        there &= at >= 0;
        from += at * p.in_strides[axis];
    }
    return there;
}

constexpr int INNER = MAX_RANK - 1;

// The same in numbers of 31 bits, by the axes that are the last ones of the struct, PLAIN or, with FILLS, FILLED.
template <bool FILLS>
DEVICE bool find_line(const MoveParams& p, u32 line, i64& from, u32& to) {
    bool there = true;
    from = to = 0;
#pragma unroll
    for (int axis = INNER - 1; axis >= 0; --axis) {
        if (axis < MAX_RANK - p.rank) break;
        u32 next = axis > MAX_RANK - p.rank ? p.extents[axis].divide(line) : 0;
        int at = (int)(line - next * p.extents[axis].value);
        line = next;
        to += (u32)at * (u32)p.out_strides[axis];
        if (FILLS && p.mode[axis] == FILLED) {
            at = (int)p.start[axis] + at * (int)p.step[axis];
            there &= (u32)at < (u32)p.limit[axis];
        }
        from += (i64)at * (int)p.in_strides[axis];
    }
    return there;
}

// Parts one after another in each line of the output, in units that all lines and parts are multiples of.
constexpr int MOST_PARTS = 8;

struct JoinParams {
    void* out;
    const void* parts[MOST_PARTS];
    i64 count;
    Divisor line;               // units of an output line, of fewer than 2^31
    u32 ends[MOST_PARTS];       // of the parts in a line
    int number;
    // Of parts with lines that begin anywhere: `line` and `ends` are in segments.
    u32 lines, width;
    int packs;  // lines are shared out from multiples of so many packs on
    u32 widths[MOST_PARTS];  // in elements
    u32 places[MOST_PARTS];  // in a line
    Divisor lanes;           // threads that share a segment
};
