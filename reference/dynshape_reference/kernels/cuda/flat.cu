// Lines that follow each other without gaps in the output and begin anywhere in the input: slices, padding.
//
// Threads write the output's packs of 16 bytes, whatever its lines. A pack that lies in a line's data is read as the
// words that it lies in. Packs where data begin or end are few: each is made by a thread of the block afterwards.
#include "move.cuh"

// Packs that a thread moves; in cuda_lines.py too, as the bytes of the shortest line.
template <class T>
constexpr int FLAT_PIECES = sizeof(T) < 4 ? 4 : 2;
constexpr int SHORTEST = 16;

// Where a line of the output would begin in the input; null for one that is all fill.
template <class T>
DEVICE const T* place_of(const MoveParams& p, u32 line) {
    i64 from, to;
    u32 place;
    const bool there =
        p.is_mapped ? line_place(p, MAX_RANK - p.rank, line, from, to) : find_line<true>(p, line, from, place);
    return there ? static_cast<const T*>(p.in) + (from + p.start[INNER]) : nullptr;
}

// 16 bytes from `place` on; `end`: of the memory.
template <class T>
DEVICE void load_words(const T* place, const u8* end, u32 (&words)[5]) {
    constexpr int S = sizeof(T);
    const int past = S < 4 ? (int)(reinterpret_cast<u64>(place) & 3) : 0;
    const u32* from = reinterpret_cast<const u32*>(reinterpret_cast<const u8*>(place) - past);
#pragma unroll
    for (int w = 0; w < 4; ++w) words[w] = from[w];
    if (S < 4 && past) {
        words[4] = 0;
        if (reinterpret_cast<const u8*>(from + 5) <= end) {
            words[4] = from[4];
        } else {
            // A word may have bytes that are beyond the memory.
            const u8* bytes = reinterpret_cast<const u8*>(place) + 16 - past;
            for (int b = 0; b < past; ++b) words[4] |= (u32)bytes[b] << b * 8;
        }
    }
}

// Elements `begin` to `end` of the output, which one block moves.
template <class T>
struct Stretch {
    const T* const* places;  // of its lines, see place_of
    u32 begin, end, count, extent, low, high, first_line, lines;
    T fill;
};

// Packs where a line's data begin or end, and the output's last one.
template <class T, class Store>
DEVICE void move_mixed(const Stretch<T>& s, const Divisor& divisor, Store store) {
    constexpr int V = 16 / sizeof(T);
    const u32 after = s.extent - s.high, ends = s.lines + 1, tasks = s.low + after ? 2 * ends : ends;
    for (u32 task = threadIdx.x; task <= tasks; task += 256) {
        const bool is_begin = task >= ends;
        const u32 boundary = (s.first_line + (is_begin ? task - ends : task)) * s.extent;
        const u32 edge = task == tasks ? s.count : is_begin ? boundary + s.low : boundary - after, first = edge / V * V;
        if (edge == first || first < s.begin || first >= s.end) continue;
        // Of two edges in one pack the first one counts. Before the first line there is none.
        if (is_begin && task < tasks && boundary - after > first && boundary - after < edge) continue;
        const u32 line = divisor.divide(first), at = first - line * s.extent, number = line - s.first_line;
        const T *here = s.places[number], *next = number + 1 < s.lines ? s.places[number + 1] : nullptr;
        Pack<T, V> pack;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            const bool is_next = at + v >= s.extent;
            const u32 column = is_next ? at + v - s.extent : at + v;
            const T* from = is_next ? next : here;
            pack.of[v] = s.fill;
            if (from && column >= s.low && column < s.high) pack.of[v] = from[column];
        }
        store(first, pack);
    }
}

template <class T>
DEVICE void move_flat(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T), S = sizeof(T), PIECES = FLAT_PIECES<T>, PACKS = PIECES * 256;
    __shared__ const T* places[PACKS * 16 / SHORTEST + 2];
    const u32 begin = blockIdx.x * (PACKS * V), count = (u32)p.count, end = min(begin + PACKS * V, count);
    const u32 extent = p.extents[INNER].value, first_line = p.extents[INNER].divide(begin);
    const u32 lines = p.extents[INNER].divide(end - 1) + 1 - first_line;
    for (u32 line = threadIdx.x; line < lines; line += 256) places[line] = place_of<T>(p, first_line + line);
    __syncthreads();
    const T fill = p.fill ? *static_cast<const T*>(p.fill) : T{};
    const u8* memory_end = static_cast<const u8*>(p.in) + p.bytes;
    T* out = static_cast<T*>(p.out);
    const u32 low = p.low, high = p.high;
    const Stretch<T> stretch = {places, begin, end, count, extent, low, high, first_line, lines, fill};

    enum { FILL, DATA, MIXED };
    int kinds[PIECES], shifts[PIECES];
    u32 words[PIECES][5];
#pragma unroll
    for (int k = 0; k < PIECES; ++k) {
        const u32 first = begin + (k * 256 + threadIdx.x) * V, line = p.extents[INNER].divide(first);
        const u32 at = first - line * extent;
        kinds[k] = at + V <= low || (at >= high && at + V <= extent + low) ? FILL : MIXED;
        if (first + V > end) kinds[k] = MIXED;
        else if (at >= low && at + V <= high) {
            const T* place = places[line - first_line];
            kinds[k] = place ? DATA : FILL;
            shifts[k] = S < 4 ? (int)(reinterpret_cast<u64>(place + at) & 3) * 8 : 0;
            if (place) load_words(place + at, memory_end, words[k]);
        }
    }
#pragma unroll
    for (int k = 0; k < PIECES; ++k) {
        const u32 first = begin + (k * 256 + threadIdx.x) * V;
        u128 pack;
        if (kinds[k] == DATA) {
#pragma unroll
            for (int w = 0; w < 4; ++w)
                pack.of[w] = S < 4 ? __funnelshift_r(words[k][w], words[k][w + 1], shifts[k]) : words[k][w];
        } else if (kinds[k] == FILL) {
            Pack<T, V> fills;
#pragma unroll
            for (int v = 0; v < V; ++v) fills.of[v] = fill;
            pack = *reinterpret_cast<const u128*>(&fills);
        }
        if (kinds[k] != MIXED) store_pack(out + first, pack);
    }
    move_mixed(stretch, p.extents[INNER], [&](u32 first, const Pack<T, V>& pack) {
        if (first + V <= end) {
            store_pack(out + first, *reinterpret_cast<const u128*>(&pack));
            return;
        }
#pragma unroll
        for (int v = 0; v < V; ++v)
            if (first + v < end) out[first + v] = pack.of[v];
    });
}

BLOCK_KERNEL(flat_1, MoveParams) { move_flat<u8>(p); }
BLOCK_KERNEL(flat_2, MoveParams) { move_flat<unsigned short>(p); }
SMALL_KERNEL(flat_4, MoveParams) { move_flat<u32>(p); }
SMALL_KERNEL(flat_8, MoveParams) { move_flat<u64>(p); }
