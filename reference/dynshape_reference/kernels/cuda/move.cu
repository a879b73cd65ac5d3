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
    i64 bytes;           // of the input, from `in` on
    Divisor line_packs;  // of 16 bytes that hold a line, wherever it begins
    i64 packs;           // of all lines
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

// Lines of outputs with fewer than 2^31 elements, 16 bytes a store.

// Where a line comes from and goes to, by the axes before the last; false for the fill.
DEVICE bool line_place(const MoveParams& p, u32 line, i64& from, i64& to) {
    from = to = 0;
    bool there = true;
    for (int axis = p.rank - 2; axis >= 0; --axis) {
        u32 next = axis ? p.extents[axis].divide(line) : 0;
        i64 at = line - next * p.extents[axis].value;
        line = next;
        to += at * p.out_strides[axis];
        if (p.mode[axis] != PLAIN) at = coordinate(p, axis, at);
        there &= at >= 0;
        from += at * p.in_strides[axis];
    }
    return there;
}

// PICKED: the elements of a line are those of a list; else they lie side by side, and beyond them is the fill.
// GAPS: lines of the output begin anywhere, and packs are of one line; else the output is one run of elements, and a
// pack has the end of a line and the beginning of the next, which has V elements at least.
template <class T, bool PICKED, bool GAPS>
DEVICE void move_lines(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T), G = V < 4 ? V : 4, PACKS = PICKED ? 2 : 1;
    const int inner = p.rank - 1;
    const i64 step = PICKED ? p.in_strides[inner] : 1, start = p.start[inner];
    const int extent = p.extents[inner].value;
    const T* in = static_cast<const T*>(p.in);
    const T fill = p.fill ? *static_cast<const T*>(p.fill) : T{};
    Pack<T, V> packs[PACKS];
    T* places[PACKS];
    int firsts[PACKS];  // of the elements of a pack, in its line
    u128 highs[PACKS];  // with what lies behind a pack that is to be shifted, when all are loaded
    int pasts[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        u32 item = (blockIdx.x * PACKS + k) * 256 + threadIdx.x;
        places[k] = nullptr;
        pasts[k] = 0;
        if (item >= (u32)p.packs) continue;
        i64 from, to, next_from = 0;
        u32 line = GAPS ? p.line_packs.divide(item) : p.extents[inner].divide(item * V);
        bool there = line_place(p, line, from, to), next_there = false;
        int at = GAPS ? (item - line * p.line_packs.value) * V : item * V - line * extent;
        if (GAPS) at -= elements_past_16_bytes(static_cast<T*>(p.out) + to);
        firsts[k] = at;
        places[k] = static_cast<T*>(p.out) + (GAPS ? to + at : (i64)item * V);
        bool whole = at >= 0 && at + V <= extent;
        if (!PICKED && whole) {
            i64 x = start + at;
            const u8* place = reinterpret_cast<const u8*>(in + from + x);
            if (there && x >= 0 && x + V <= p.limit[inner] && place + 31 <= static_cast<const u8*>(p.in) + p.bytes) {
                pasts[k] = load_around(place, *reinterpret_cast<u128*>(&packs[k]), highs[k]);
                continue;
            }
        }
        if (PICKED && whole && there && !(reinterpret_cast<u64>(p.lists + start + at) & (sizeof(int) * G - 1))) {
#pragma unroll
            for (int g = 0; g < V; g += G) {
                Pack<int, G> list = *reinterpret_cast<const Pack<int, G>*>(p.lists + start + at + g);
#pragma unroll
                for (int v = 0; v < G; ++v) {
                    packs[k].of[g + v] = fill;
                    if (list.of[v] >= 0) packs[k].of[g + v] = in[from + list.of[v] * step];
                }
            }
            continue;
        }
        if (!GAPS && !whole) {
            i64 unused;
            next_there = (i64)item * V + extent - at < p.count && line_place(p, line + 1, next_from, unused);
        }
#pragma unroll
        for (int v = 0; v < V; ++v) {
            bool next = !GAPS && at + v >= extent;
            int column = at + v - (next ? extent : 0);
            packs[k].of[v] = fill;
            if (!(next ? next_there : there) || (GAPS && (column < 0 || column >= extent))) continue;
            i64 x = PICKED ? p.lists[start + column] : start + column;
            if (x >= 0 && (PICKED || x < p.limit[inner])) packs[k].of[v] = in[(next ? next_from : from) + x * step];
        }
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        if (!places[k]) continue;
        if (!PICKED && pasts[k]) {
            u128* words = reinterpret_cast<u128*>(&packs[k]);
            *words = shifted_pack(*words, highs[k], pasts[k]);
        }
        i64 left = GAPS ? extent - firsts[k] : p.count - (places[k] - static_cast<T*>(p.out));
        if ((!GAPS || firsts[k] >= 0) && left >= V) {
            *reinterpret_cast<Pack<T, V>*>(places[k]) = packs[k];
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if ((!GAPS || firsts[k] + v >= 0) && v < left) places[k][v] = packs[k].of[v];
        }
    }
}

KERNEL(lines_1, MoveParams) { move_lines<u8, false, false>(p); }
KERNEL(lines_2, MoveParams) { move_lines<unsigned short, false, false>(p); }
KERNEL(lines_4, MoveParams) { move_lines<u32, false, false>(p); }
KERNEL(lines_8, MoveParams) { move_lines<u64, false, false>(p); }
KERNEL(spans_1, MoveParams) { move_lines<u8, false, true>(p); }
KERNEL(spans_2, MoveParams) { move_lines<unsigned short, false, true>(p); }
KERNEL(spans_4, MoveParams) { move_lines<u32, false, true>(p); }
KERNEL(spans_8, MoveParams) { move_lines<u64, false, true>(p); }
KERNEL(picks_1, MoveParams) { move_lines<u8, true, false>(p); }
KERNEL(picks_2, MoveParams) { move_lines<unsigned short, true, false>(p); }
KERNEL(picks_4, MoveParams) { move_lines<u32, true, false>(p); }
KERNEL(picks_8, MoveParams) { move_lines<u64, true, false>(p); }
