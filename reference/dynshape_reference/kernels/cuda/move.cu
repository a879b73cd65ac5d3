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
    // Of the kernels for lines.
    i64 before, bytes;  // of the input, before `in` and from there on
    Divisor segments;   // of a line; of picked lines the packs
    u32 lines;
    int lanes, packed, unused2;
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

// Parts one after another in each line of the output, in units that all lines and parts are multiples of.
constexpr int MOST_PARTS = 8;

struct JoinParams {
    void* out;
    const void* parts[MOST_PARTS];
    i64 count;
    Divisor line;               // units of an output line, of fewer than 2^31
    u32 ends[MOST_PARTS];       // of the parts in a line
    int number, unused;
};

template <class T>
DEVICE void join(const JoinParams& p) {
    T units[UNITS];
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        u32 unit = (blockIdx.x * UNITS + k) * 256 + threadIdx.x;
        if (unit >= (u32)p.count) continue;
        u32 line = p.line.divide(unit), at = unit - line * p.line.value, begin = 0, end = p.ends[0];
        const void* part = p.parts[0];
#pragma unroll
        for (int n = 1; n < MOST_PARTS; ++n)
            if (n < p.number && at >= p.ends[n - 1]) {
                begin = p.ends[n - 1];
                end = p.ends[n];
                part = p.parts[n];
            }
        units[k] = static_cast<const T*>(part)[(i64)line * (end - begin) + (at - begin)];
    }
#pragma unroll
    for (int k = 0; k < UNITS; ++k) {
        u32 unit = (blockIdx.x * UNITS + k) * 256 + threadIdx.x;
        if (unit < (u32)p.count) static_cast<T*>(p.out)[unit] = units[k];
    }
}

KERNEL(join_1, JoinParams) { join<u8>(p); }
KERNEL(join_2, JoinParams) { join<unsigned short>(p); }
KERNEL(join_4, JoinParams) { join<u32>(p); }
KERNEL(join_8, JoinParams) { join<u64>(p); }
KERNEL(join_16, JoinParams) { join<u128>(p); }

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

constexpr int PACKS = 4;

// Elements that lie side by side, and the fill beyond them. So many lanes have a line or a segment of one, PACKS packs
// each; lines begin anywhere. Memory is read by the 16 bytes that hold what is needed.
template <class T>
DEVICE void move_lines(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T);
    const int inner = p.rank - 1, extent = p.extents[inner].value, lane = threadIdx.x & (p.lanes - 1);
    u32 item = (blockIdx.x * 256 + threadIdx.x) / (u32)p.lanes, line = p.segments.divide(item);
    if (line >= p.lines) return;
    i64 from, to, start = p.start[inner];
    bool there = line_place(p, line, from, to);
    const T* in = static_cast<const T*>(p.in) + (from + start);
    T* out = static_cast<T*>(p.out) + to;
    const u8 *begin = static_cast<const u8*>(p.in) - p.before, *end = static_cast<const u8*>(p.in) + p.bytes;
    // The elements that are data, those before and behind being the fill.
    int low = (int)min(max(-start, (i64)0), (i64)extent), high = (int)max(min((i64)extent, p.limit[inner] - start), (i64)low);
    if (!there) high = low;
    int first = ((item - line * p.segments.value) * PACKS * p.lanes + lane) * V - elements_past_16_bytes(out);
    u128 lows[PACKS], highs[PACKS];
    int pasts[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int at = first + k * p.lanes * V;
        const u8* place = reinterpret_cast<const u8*>(in + at);
        pasts[k] = 0;
        if (at + V <= low || at >= high) continue;
        if (place - begin >= 15 && place + 31 <= end) {
            pasts[k] = load_around(place, lows[k], highs[k]);
        } else {
            Pack<T, V> pack;
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v >= low && at + v < high) pack.of[v] = in[at + v];
            lows[k] = *reinterpret_cast<const u128*>(&pack);
        }
    }
    const T fill = p.fill ? *static_cast<const T*>(p.fill) : T{};
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        int at = first + k * p.lanes * V;
        if (at >= extent) break;
        u128 words = shifted_pack<(int)sizeof(T)>(lows[k], highs[k], pasts[k]);
        Pack<T, V> pack = *reinterpret_cast<const Pack<T, V>*>(&words);
        if (at < low || at + V > high) {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v < low || at + v >= high) pack.of[v] = fill;
        }
        if (at >= 0 && at + V <= extent) {
            *reinterpret_cast<Pack<T, V>*>(out + at) = pack;
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v >= 0 && at + v < extent) out[at + v] = pack.of[v];
        }
    }
}

// Elements of a list: the same pack of PACKS lines one below the other. PACKED: lines begin at multiples of 16 bytes.
template <class T, bool PACKED>
DEVICE void pick_lines(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T), G = V < 4 ? V : 4;
    const int inner = p.rank - 1, extent = p.extents[inner].value;
    u32 item = blockIdx.x * 256 + threadIdx.x, group = p.segments.divide(item), line = group * PACKS;
    int number = item - group * p.segments.value;
    if (line >= p.lines) return;
    const int* list = p.lists + p.start[inner];
    const i64 step = p.in_strides[inner];
    const T fill = p.fill ? *static_cast<const T*>(p.fill) : T{};
    const T* in[PACKS];
    T* out[PACKS];
    bool there[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        i64 from, to;
        there[k] = line_place(p, min(line + k, p.lines - 1), from, to);
        in[k] = static_cast<const T*>(p.in) + from;
        out[k] = static_cast<T*>(p.out) + to;
    }
    int places[V];
    if (PACKED) {
        int at = number * V;
        if (at + V <= extent && !(reinterpret_cast<u64>(list + at) & (sizeof(int) * G - 1))) {
#pragma unroll
            for (int g = 0; g < V; g += G) {
                Pack<int, G> part = *reinterpret_cast<const Pack<int, G>*>(list + at + g);
#pragma unroll
                for (int v = 0; v < G; ++v) places[g + v] = part.of[v];
            }
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v) places[v] = at + v < extent ? list[at + v] : -1;
        }
    }
    Pack<T, V> packs[PACKS];
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        if (!PACKED) {
            int at = number * V - elements_past_16_bytes(out[k]);
#pragma unroll
            for (int v = 0; v < V; ++v) places[v] = at + v >= 0 && at + v < extent ? list[at + v] : -1;
        }
#pragma unroll
        for (int v = 0; v < V; ++v) {
            packs[k].of[v] = fill;
            if (there[k] && places[v] >= 0) packs[k].of[v] = in[k][places[v] * step];
        }
    }
#pragma unroll
    for (int k = 0; k < PACKS; ++k) {
        if (line + k >= p.lines) break;
        int at = number * V - (PACKED ? 0 : elements_past_16_bytes(out[k]));
        if (at >= 0 && at + V <= extent) {
            *reinterpret_cast<Pack<T, V>*>(out[k] + at) = packs[k];
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v >= 0 && at + v < extent) out[k][at + v] = packs[k].of[v];
        }
    }
}

template <class T>
DEVICE void pick_lines(const MoveParams& p) {
    if (p.packed) pick_lines<T, true>(p); else pick_lines<T, false>(p);
}

KERNEL(lines_1, MoveParams) { move_lines<u8>(p); }
KERNEL(lines_2, MoveParams) { move_lines<unsigned short>(p); }
KERNEL(lines_4, MoveParams) { move_lines<u32>(p); }
KERNEL(lines_8, MoveParams) { move_lines<u64>(p); }
KERNEL(picks_1, MoveParams) { pick_lines<u8>(p); }
KERNEL(picks_2, MoveParams) { pick_lines<unsigned short>(p); }
KERNEL(picks_4, MoveParams) { pick_lines<u32>(p); }
KERNEL(picks_8, MoveParams) { pick_lines<u64>(p); }
