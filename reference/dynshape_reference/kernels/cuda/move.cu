// Elements from one place to another: slices, concatenations, padding, nearest resizing.
//
// The host merges axes, and makes 16 bytes one unit where lines allow it; a unit is moved as it is.
#include "move.cuh"

constexpr int UNITS = 4;

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
constexpr int PACKS = 4;

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
        there[k] = line_place(p, 0, min(line + k, p.lines - 1), from, to);
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

KERNEL(picks_1, MoveParams) { pick_lines<u8>(p); }
KERNEL(picks_2, MoveParams) { pick_lines<unsigned short>(p); }
KERNEL(picks_4, MoveParams) { pick_lines<u32>(p); }
KERNEL(picks_8, MoveParams) { pick_lines<u64>(p); }
