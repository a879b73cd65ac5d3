// Planes made twice as high and wide, (planes, height, width) to (planes, 2 height, 2 width), where each element of the
// input lies between two of the output (DS-LAY-038, HALF_PIXEL): the elements of even and of odd rows, or columns, have
// the same weights each. A thread makes 16 bytes side by side in some pairs of rows, one below the other. It keeps rows
// of the input resampled along the columns in registers: each serves for all the rows of the output that need it.
#include "words.cuh"

struct DoubleParams {
    void* out;
    const void* in;
    i64 planes;
    Divisor groups;  // of rows of the input, one a thread
    Divisor packs;   // in a row of the output
    int height, width;
    int share;              // rows of the input for a thread
    float rows[2][4];       // weights of the neighbours, of even and of odd rows
    float columns[2][4];
};

// Elements side by side as they are in memory.
template <class T, int N>
struct Elements {
    Pack<T, N> pack;
    DEVICE void read(const T* from) { pack = *reinterpret_cast<const Pack<T, N>*>(from); }
    DEVICE void numbers(float* x) const {
#pragma unroll
        for (int k = 0; k < N; ++k) x[k] = load_as<float>(pack.of[k]);
    }
};

template <>
struct Elements<half_t, 2> {
    u32 word;
    DEVICE void read(const half_t* from) { word = *reinterpret_cast<const u32*>(from); }
    DEVICE void numbers(float* x) const { unpack_word(word, x); }
};

template <>
struct Elements<half_t, 4> {
    Pack<u32, 2> words;
    DEVICE void read(const half_t* from) { words = *reinterpret_cast<const Pack<u32, 2>*>(from); }
    DEVICE void numbers(float* x) const {
        unpack_word(words.of[0], x);
        unpack_word(words.of[1], x + 2);
    }
};

DEVICE void write_pack(float* to, const float (&x)[4]) {
    u128 words;
#pragma unroll
    for (int k = 0; k < 4; ++k) words.of[k] = float_to_bits(x[k]);
    store_pack(to, words);
}

DEVICE void write_pack(half_t* to, const float (&x)[8]) {
    u128 words;
#pragma unroll
    for (int k = 0; k < 4; ++k) words.of[k] = halves_of(x[2 * k], x[2 * k + 1]);
    store_pack(to, words);
}

// N elements of a row of the input with H more on either side; beyond the ends the last element stands for what is missing.
template <class T, int N, int H>
struct Stretch {
    Elements<T, N> middle;
    Elements<T, H> left, right;

    DEVICE void read(const T* from, bool is_first, bool is_last) {
        middle.read(from);
        if (!is_first) left.read(from - H);
        if (!is_last) right.read(from + N);
    }

    // Twice as many elements as N.
    DEVICE void resample(float (&line)[2 * N], const float (&weights)[2][4], bool is_first, bool is_last) const {
        float x[N + 2 * H];
        left.numbers(x);
        middle.numbers(x + H);
        right.numbers(x + H + N);
#pragma unroll
        for (int k = 0; k < H; ++k) {
            x[k] = is_first ? x[H] : x[k];
            x[H + N + k] = is_last ? x[H + N - 1] : x[H + N + k];
        }
#pragma unroll
        for (int v = 0; v < 2 * N; ++v) {
            line[v] = 0;
#pragma unroll
            for (int b = 0; b < 2 * H; ++b) line[v] += x[(v + 1) / 2 + b] * weights[v % 2][b];
        }
    }
};

#ifndef AHEAD
#define AHEAD 1
#endif
#ifndef MOST
#define MOST 8
#endif

template <class T, class O, int H>
DEVICE void resize_double(const DoubleParams& p) {
    constexpr int V = 16 / sizeof(O), N = V / 2, LINES = 2 * H + 1;
    u32 item = blockIdx.x * 256 + threadIdx.x, line = p.packs.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int pack = item - line * p.packs.value, first = (line - plane * p.groups.value) * p.share;
    bool is_first = pack == 0, is_last = pack == (int)p.packs.value - 1;
    const T* in = static_cast<const T*>(p.in) + (i64)plane * p.height * p.width + pack * N;
    int last = p.height - 1, pitch = 2 * p.width, count = min(p.share, p.height - first);
    O* to = static_cast<O*>(p.out) + ((i64)plane * p.height + first) * 2 * pitch + pack * V;
    float lines[LINES][V];
    Stretch<T, N, H> begin[2 * H], next[AHEAD];
#pragma unroll
    for (int k = 0; k < 2 * H; ++k)
        begin[k].read(in + (i64)min(max(first + k - H, 0), last) * p.width, is_first, is_last);
#pragma unroll
    for (int k = 0; k < AHEAD; ++k)
        next[k].read(in + (i64)min(first + H + k, last) * p.width, is_first, is_last);
#pragma unroll
    for (int k = 0; k < 2 * H; ++k) begin[k].resample(lines[k], p.columns, is_first, is_last);
#pragma unroll
    for (int k = 0; k < MOST; ++k, to += 2 * pitch) {
        if (k >= count) break;
        next[k % AHEAD].resample(lines[(k + 2 * H) % LINES], p.columns, is_first, is_last);
        if (k + AHEAD < MOST)
            next[k % AHEAD].read(in + (i64)min(first + H + k + AHEAD, last) * p.width, is_first, is_last);
#pragma unroll
        for (int odd = 0; odd < 2; ++odd) {
            float values[V] = {};
#pragma unroll
            for (int a = 0; a < 2 * H; ++a)
#pragma unroll
                for (int v = 0; v < V; ++v) values[v] += lines[(k + a + odd) % LINES][v] * p.rows[odd][a];
            write_pack(to + odd * pitch, values);
        }
    }
}

// The words of 16 bytes in which each element of SIZE bytes of two words comes twice.
template <int SIZE>
DEVICE u128 twice(const Pack<u32, 2>& words) {
    u128 made;
#pragma unroll
    for (int k = 0; k < 4; ++k) {
        u32 word = words.of[k / 2];
        if (SIZE == 8) word = words.of[k % 2];
        if (SIZE == 2) word = bytes_of(word, word, k % 2 ? 0x3232 : 0x1010);
        if (SIZE == 1) word = bytes_of(word, word, k % 2 ? 0x3322 : 0x1100);
        made.of[k] = word;
    }
    return made;
}

// Each element four times, rows of the input in words.
template <int SIZE>
DEVICE void repeat_double(const DoubleParams& p) {
    u32 item = blockIdx.x * 256 + threadIdx.x, line = p.packs.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int pack = item - line * p.packs.value, first = (line - plane * p.groups.value) * p.share;
    int packs = p.packs.value, count = min(p.share, p.height - first);
    const Pack<u32, 2>* in = static_cast<const Pack<u32, 2>*>(p.in) + ((i64)plane * p.height + first) * packs + pack;
    u128* to = static_cast<u128*>(p.out) + ((i64)plane * p.height + first) * 2 * packs + pack;
    Pack<u32, 2> kept[MOST];
#pragma unroll
    for (int k = 0; k < MOST; ++k)
        if (k < count) kept[k] = in[(i64)k * packs];
#pragma unroll
    for (int k = 0; k < MOST; ++k, to += 2 * packs) {
        if (k >= count) break;
        u128 words = twice<SIZE>(kept[k]);
        store_pack(to, words);
        store_pack(to + packs, words);
    }
}

KERNEL(double_1_1, DoubleParams) { repeat_double<1>(p); }
KERNEL(double_1_2, DoubleParams) { repeat_double<2>(p); }
KERNEL(double_1_4, DoubleParams) { repeat_double<4>(p); }
KERNEL(double_1_8, DoubleParams) { repeat_double<8>(p); }
SMALL_KERNEL(double_2_float32, DoubleParams) { resize_double<float, float, 1>(p); }
SMALL_KERNEL(double_2_float16, DoubleParams) { resize_double<half_t, float, 1>(p); }
SMALL_KERNEL(double_2_int8, DoubleParams) { resize_double<i8, float, 1>(p); }
SMALL_KERNEL(double_2_int32, DoubleParams) { resize_double<int, float, 1>(p); }
KERNEL(double_4_float32, DoubleParams) { resize_double<float, float, 2>(p); }
KERNEL(double_4_float16, DoubleParams) { resize_double<half_t, float, 2>(p); }
KERNEL(double_4_int8, DoubleParams) { resize_double<i8, float, 2>(p); }
KERNEL(double_4_int32, DoubleParams) { resize_double<int, float, 2>(p); }
// To float16.
KERNEL(double_half_2_float32, DoubleParams) { resize_double<float, half_t, 1>(p); }
KERNEL(double_half_2_float16, DoubleParams) { resize_double<half_t, half_t, 1>(p); }
KERNEL(double_half_4_float32, DoubleParams) { resize_double<float, half_t, 2>(p); }
KERNEL(double_half_4_float16, DoubleParams) { resize_double<half_t, half_t, 2>(p); }
