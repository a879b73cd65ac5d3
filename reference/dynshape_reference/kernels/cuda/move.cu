// Elements from one place to another: slices, concatenations, padding, nearest resizing.
//
// The host merges axes, and makes 16 bytes one unit where lines allow it; a unit is moved as it is.
#include "packs.cuh"

// How an axis goes from the coordinate of an output to that of the input.
enum Mode { PLAIN = 0, FILLED = 1, WRAPPED = 2, CLAMPED = 3, REFLECTED = 4, LISTED = 5 };

struct MoveParams {
    void* out;
    const void* in;
    const void* fill;  // one unit, or null for zeros
    const int* lists;
    i64 count;
    int rank, unused;
    Divisor extents[MAX_RANK];  // of the output
    i64 out_strides[MAX_RANK];
    i64 in_strides[MAX_RANK];
    i64 start[MAX_RANK];  // of LISTED, where its list begins
    i64 step[MAX_RANK];
    i64 limit[MAX_RANK];  // the input's extent
    int mode[MAX_RANK];
    i64 bytes;  // of the input, from `in` on
};

constexpr int UNITS = 4;

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

template <class T, bool MAPPED>
DEVICE void move(const MoveParams& p) {
    const T* in = static_cast<const T*>(p.in);
    T* out = static_cast<T*>(p.out);
    T units[UNITS];
    i64 to[UNITS];
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        i64 unit = ((i64)blockIdx.x * UNITS + k) * blockDim.x + threadIdx.x;
        to[k] = -1;
        if (unit >= p.count) continue;
        i64 from = 0, target = 0;
        bool filled = false;
        u64 left = (u64)unit;
        bool narrow = p.count >> 31 == 0;
        for (int axis = p.rank - 1; axis >= 0; --axis) {
            u64 next = axis == 0 ? 0 : narrow ? p.extents[axis].divide((u32)left) : left / p.extents[axis].value;
            i64 at = (i64)(left - next * p.extents[axis].value);
            left = next;
            target += at * p.out_strides[axis];
            if (MAPPED && p.mode[axis] != PLAIN) {
                at = coordinate(p, axis, at);
                filled |= at < 0;
            }
            from += at * p.in_strides[axis];
        }
        to[k] = target;
        if (MAPPED && filled) {
            units[k] = p.fill ? *static_cast<const T*>(p.fill) : T{};
        } else {
            units[k] = in[from];
        }
    }
#pragma unroll
    for (int k = 0; k < UNITS; ++k)
        if (to[k] >= 0) out[to[k]] = units[k];
}

KERNEL(move_1, MoveParams) { move<u8, false>(p); }
KERNEL(move_2, MoveParams) { move<unsigned short, false>(p); }
KERNEL(move_4, MoveParams) { move<u32, false>(p); }
KERNEL(move_8, MoveParams) { move<u64, false>(p); }
KERNEL(move_16, MoveParams) { move<u128, false>(p); }
KERNEL(map_1, MoveParams) { move<u8, true>(p); }
KERNEL(map_2, MoveParams) { move<unsigned short, true>(p); }
KERNEL(map_4, MoveParams) { move<u32, true>(p); }
KERNEL(map_8, MoveParams) { move<u64, true>(p); }
KERNEL(map_16, MoveParams) { move<u128, true>(p); }

// Outputs without gaps, 16 bytes a store, with fewer than 2^31 elements.

// The place in the input of the line that a number stands for, by the axes before the last; false for the fill.
DEVICE bool line_place(const MoveParams& p, u32 line, i64& from) {
    from = 0;
    bool there = true;
    for (int axis = p.rank - 2; axis >= 0; --axis) {
        u32 next = axis ? p.extents[axis].divide(line) : 0;
        i64 at = line - next * p.extents[axis].value;
        line = next;
        if (p.mode[axis] != PLAIN) at = coordinate(p, axis, at);
        there &= at >= 0;
        from += at * p.in_strides[axis];
    }
    return there;
}

// One element, wherever it is.
template <class T>
DEVICE T element_at(const MoveParams& p, u32 line, u32 at) {
    i64 from, x = coordinate(p, p.rank - 1, at);
    if (line_place(p, line, from) && x >= 0) return static_cast<const T*>(p.in)[from + x * p.in_strides[p.rank - 1]];
    return p.fill ? *static_cast<const T*>(p.fill) : T{};
}

// LISTED: the elements of a line are picked one by one; else they lie side by side, and beyond them is the fill.
template <class T, bool PICKED>
DEVICE void move_lines(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T), PACKS = PICKED ? 2 : 4;
    const int inner = p.rank - 1;
    const u32 extent = p.extents[inner].value, count = (u32)p.count;
    Pack<T, V> packs[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        u32 first = ((blockIdx.x * PACKS + k) * 256 + threadIdx.x) * V;
        if (first >= count) continue;
        u32 line = p.extents[inner].divide(first), at = first - line * extent;
        i64 from;
        bool there = line_place(p, line, from), whole = at + V <= extent;
        if (whole && PICKED && there && p.mode[inner] == LISTED) {
            const T* in = static_cast<const T*>(p.in) + from;
            const int* list = p.lists + p.start[inner] + at;
#pragma unroll
            for (int v = 0; v < V; ++v) {
                i64 x = list[v];
                packs[k].of[v] = x >= 0 ? in[x * p.in_strides[inner]] : p.fill ? *static_cast<const T*>(p.fill) : T{};
            }
            continue;
        }
        i64 x = p.start[inner] + at;
        if (whole && !PICKED && there && x >= 0 && x + V <= p.limit[inner]) {
            const u8* place = static_cast<const u8*>(p.in) + (from + x) * (int)sizeof(T);
            if (place + 31 <= static_cast<const u8*>(p.in) + p.bytes) {
                *reinterpret_cast<Pack<u32, 4>*>(&packs[k]) = unaligned_pack(place);
                continue;
            }
        }
        if (whole && (!there || (!PICKED && (x + V <= 0 || x >= p.limit[inner])))) {
            T fill = p.fill ? *static_cast<const T*>(p.fill) : T{};
#pragma unroll
            for (int v = 0; v < V; ++v) packs[k].of[v] = fill;
            continue;
        }
#pragma unroll 1
        for (int v = 0; v < V; ++v) {
            T one = T{};
            if (first + v < count) one = element_at<T>(p, line, at);
#pragma unroll
            for (int w = 0; w < V; ++w)
                if (w == v) packs[k].of[w] = one;
            if (++at == extent) {
                at = 0;
                ++line;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        u32 first = ((blockIdx.x * PACKS + k) * 256 + threadIdx.x) * V;
        if (first + V <= count) {
            *reinterpret_cast<Pack<T, V>*>(static_cast<T*>(p.out) + first) = packs[k];
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (first + v < count) static_cast<T*>(p.out)[first + v] = packs[k].of[v];
        }
    }
}

KERNEL(lines_1, MoveParams) { move_lines<u8, false>(p); }
KERNEL(lines_2, MoveParams) { move_lines<unsigned short, false>(p); }
KERNEL(lines_4, MoveParams) { move_lines<u32, false>(p); }
KERNEL(lines_8, MoveParams) { move_lines<u64, false>(p); }
KERNEL(picks_1, MoveParams) { move_lines<u8, true>(p); }
KERNEL(picks_2, MoveParams) { move_lines<unsigned short, true>(p); }
KERNEL(picks_4, MoveParams) { move_lines<u32, true>(p); }
KERNEL(picks_8, MoveParams) { move_lines<u64, true>(p); }
