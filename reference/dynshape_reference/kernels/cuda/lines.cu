// Lines that begin anywhere, with gaps between them where they go: parts of odd widths.
//
// Threads write aligned packs of 16 bytes, some of a line each, and read the words that a pack lies in. Where a line
// begins or ends within a pack, its part is written by as few stores as there are: the L2 cache takes one request for
// each, and requests bound these kernels. Outputs have fewer than 2^31 elements.
#include "move.cuh"

// Packs that a thread moves; in cuda_lines.py too.
constexpr int LINE_PIECES = 4, JOIN_PIECES = 2;

template <class T>
struct Line {
    const T* in;
    T* out;
    int extent;
};

// Elements `first` to `last` of a pack.
template <class T>
DEVICE void store_part(T* to, const u128& words, int first, int last) {
    constexpr int S = sizeof(T), V = 16 / S, W = S < 4 ? 4 / S : 1;
    const T* elements = reinterpret_cast<const T*>(&words);
    const bool halves[2] = {first <= 0 && last >= V / 2, first <= V / 2 && last >= V};
    if (halves[0]) *reinterpret_cast<Pack<u32, 2>*>(to) = {{words.of[0], words.of[1]}};
    if (halves[1]) *reinterpret_cast<Pack<u32, 2>*>(to + V / 2) = {{words.of[2], words.of[3]}};
    if (S == 8) return;
#pragma unroll
    for (int w = 0; w < 4; ++w) {
        const bool is_whole = first <= w * W && last >= w * W + W;
        if (is_whole && !halves[w / 2]) *reinterpret_cast<u32*>(to + w * W) = words.of[w];
        if (S == 4) continue;
#pragma unroll
        for (int v = w * W; v < w * W + W; ++v)
            if (!is_whole && first <= v && last > v) to[v] = elements[v];
    }
}

// PIECES packs of a line from element `at` on, `step` elements apart. `end`: of the input's memory.
template <int PIECES, class T>
DEVICE void move_pieces(const Line<T>& line, int at, int step, const u8* end) {
    constexpr int V = 16 / sizeof(T), S = sizeof(T);
    if (S < 4 && reinterpret_cast<const u8*>(line.in + min(line.extent, at + (PIECES - 1) * step + V)) + 3 > end) {
        // A word may have bytes that are beyond the memory.
#pragma unroll 1
        for (int k = 0; k < PIECES * V; ++k) {
            int here = at + k / V * step + k % V;
            if (here >= 0 && here < line.extent) line.out[here] = line.in[here];
        }
        return;
    }
    const u8* place = reinterpret_cast<const u8*>(line.in + at);
    const int past = S < 4 ? (int)(reinterpret_cast<u64>(place) & 3) : 0;
    const u32* words = reinterpret_cast<const u32*>(place - past);
    u128 packs[PIECES];
    u32 fifths[PIECES];
#pragma unroll
    for (int k = 0; k < PIECES; ++k) {
        const int here = at + k * step, low = -here, high = line.extent - here;
        const u32* from = words + k * (step / V) * 4;
        if (low <= 0 && high >= V) {
#pragma unroll
            for (int w = 0; w < 4; ++w) packs[k].of[w] = from[w];
            if (S < 4) fifths[k] = past ? from[4] : 0;
        } else if (low < V && high > 0) {
#pragma unroll
            for (int w = 0; w < 5; ++w) {
                const bool is_needed = w * 4 + 4 - past > low * S && w * 4 - past < high * S;
                if (w < 4) packs[k].of[w < 4 ? w : 0] = is_needed ? from[w] : 0;
                if (S < 4 && w == 4) fifths[k] = is_needed && past ? from[4] : 0;
            }
        }
    }
#pragma unroll
    for (int k = 0; k < PIECES; ++k) {
        const int here = at + k * step;
        if (here >= line.extent) break;
        u128 pack = packs[k];
        if (S < 4) {
#pragma unroll
            for (int w = 0; w < 4; ++w)
                pack.of[w] =
                    __funnelshift_r(packs[k].of[w], w < 3 ? packs[k].of[w < 3 ? w + 1 : w] : fifths[k], past * 8);
        }
        if (here >= 0 && here + V <= line.extent) store_pack(line.out + here, pack);
        else store_part(line.out + here, pack, -here, line.extent - here);
    }
}

// The first element of a line's first pack, of those that are multiples of `packs` packs.
template <class T>
DEVICE int before_packs(const T* place, int packs) {
    return -(int)((reinterpret_cast<u64>(place) & (u64)(packs * 16 - 1)) / sizeof(T));
}

// So many lanes have a line or a segment of one.
template <class T>
DEVICE void move_lines(const MoveParams& p) {
    constexpr int V = 16 / sizeof(T);
    u32 thread = blockIdx.x * 256 + threadIdx.x, item = p.lanes.divide(thread), lane = thread - item * p.lanes.value;
    u32 number = p.segments.divide(item), segment = item - number * p.segments.value;
    if (number >= p.lines) return;
    i64 from;
    u32 to;
    find_line<false>(p, number, from, to);
    Line<T> line;
    line.in = static_cast<const T*>(p.in) + from;
    line.out = static_cast<T*>(p.out) + to;
    line.extent = p.extents[INNER].value;
    int at = (int)(segment * LINE_PIECES * p.lanes.value + lane) * V + before_packs(line.out, p.packs);
    move_pieces<LINE_PIECES>(line, at, (int)p.lanes.value * V, static_cast<const u8*>(p.in) + p.bytes);
}

KERNEL(lines_1, MoveParams) { move_lines<u8>(p); }
KERNEL(lines_2, MoveParams) { move_lines<unsigned short>(p); }
KERNEL(lines_4, MoveParams) { move_lines<u32>(p); }
KERNEL(lines_8, MoveParams) { move_lines<u64>(p); }

// Parts one after another in each line of the output.
template <class T>
DEVICE void join_lines(const JoinParams& p) {
    constexpr int V = 16 / sizeof(T);
    u32 thread = blockIdx.x * 256 + threadIdx.x, item = p.lanes.divide(thread), lane = thread - item * p.lanes.value;
    u32 number = p.line.divide(item), segment = item - number * p.line.value, first = 0;
    if (number >= p.lines) return;
    int part = 0;
    while (segment >= p.ends[part]) first = p.ends[part++];
    const i64 width = p.widths[part];
    const T* in = static_cast<const T*>(p.parts[part]);
    Line<T> line;
    line.in = in + number * width;
    line.out = static_cast<T*>(p.out) + (number * p.width + p.places[part]);
    line.extent = (int)width;
    int at = (int)((segment - first) * JOIN_PIECES * p.lanes.value + lane) * V + before_packs(line.out, p.packs);
    move_pieces<JOIN_PIECES>(line, at, (int)p.lanes.value * V, reinterpret_cast<const u8*>(in + p.lines * width));
}

KERNEL(join_lines_1, JoinParams) { join_lines<u8>(p); }
KERNEL(join_lines_2, JoinParams) { join_lines<unsigned short>(p); }
KERNEL(join_lines_4, JoinParams) { join_lines<u32>(p); }
KERNEL(join_lines_8, JoinParams) { join_lines<u64>(p); }
