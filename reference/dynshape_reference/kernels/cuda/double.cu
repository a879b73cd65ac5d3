// Planes made twice as high and wide, (planes, height, width) to (planes, 2 height, 2 width), where each element of the
// input lies between two of the output (DS-LAY-038, HALF_PIXEL): the elements of even and of odd rows, or columns, have
// the same weights each. A thread makes 16 bytes side by side in a few pairs of rows, one below the other, and keeps rows
// of the input resampled along the columns in registers: each serves for all the rows of the output that need it. More
// rows a thread would be fewer instructions, but threads side by side would write farther apart, which costs more.
#include "convert.cuh"
#include "packs.cuh"

struct DoubleParams {
    void* out;
    const void* in;
    i64 planes;
    Divisor groups;    // of rows of the input, one a thread
    Divisor packs;     // in a row of the output
    int height, width;
    float rows[2][4];  // weights of the neighbours, of even and of odd rows
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
    DEVICE void numbers(float* x) const { numbers_of_halves(word, x[0], x[1]); }
};

template <>
struct Elements<half_t, 4> {
    Pack<u32, 2> words;
    DEVICE void read(const half_t* from) { words = *reinterpret_cast<const Pack<u32, 2>*>(from); }
    DEVICE void numbers(float* x) const {
        numbers_of_halves(words.of[0], x[0], x[1]);
        numbers_of_halves(words.of[1], x[2], x[3]);
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

// 2 H neighbours along each axis; ROWS of the input for a thread.
template <class T, class O, int H, int ROWS>
DEVICE void resize_double(const DoubleParams& p) {
    constexpr int V = 16 / sizeof(O), N = V / 2, LINES = 2 * H + 1;
    u32 item = blockIdx.x * 256 + threadIdx.x, line = p.packs.divide(item), plane = p.groups.divide(line);
    if (plane >= p.planes) return;
    int pack = item - line * p.packs.value, first = (line - plane * p.groups.value) * ROWS;
    bool is_first = pack == 0, is_last = pack == (int)p.packs.value - 1;
    int last = p.height - 1, pitch = 2 * p.width;
    const T* in = static_cast<const T*>(p.in) + (i64)plane * p.height * p.width + pack * N;
    O* to = static_cast<O*>(p.out) + ((i64)plane * p.height + first) * 2 * pitch + pack * V;
    float lines[LINES][V];
    Stretch<T, N, H> begin[2 * H], next;
#pragma unroll
    for (int k = 0; k < 2 * H; ++k)
        begin[k].read(in + (i64)min(max(first + k - H, 0), last) * p.width, is_first, is_last);
    next.read(in + (i64)min(first + H, last) * p.width, is_first, is_last);
#pragma unroll
    for (int k = 0; k < 2 * H; ++k) begin[k].resample(lines[k], p.columns, is_first, is_last);
#pragma unroll
    for (int k = 0; k < ROWS; ++k, to += 2 * pitch) {
        if (first + k > last) break;
        next.resample(lines[(k + 2 * H) % LINES], p.columns, is_first, is_last);
        if (k + 1 < ROWS) next.read(in + (i64)min(first + H + k + 1, last) * p.width, is_first, is_last);
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

// Each element four times: 8 bytes of the input a thread.
template <int SIZE>
DEVICE void repeat_double(const DoubleParams& p) {
    u32 item = blockIdx.x * 256 + threadIdx.x, line = p.packs.divide(item);
    if (line >= p.planes * p.height) return;
    u128 words = twice<SIZE>(static_cast<const Pack<u32, 2>*>(p.in)[item]);
    u128* to = static_cast<u128*>(p.out) + item + (i64)line * p.packs.value;
    store_pack(to, words);
    store_pack(to + p.packs.value, words);
}

KERNEL(double_1_1, DoubleParams) { repeat_double<1>(p); }
KERNEL(double_1_2, DoubleParams) { repeat_double<2>(p); }
KERNEL(double_1_4, DoubleParams) { repeat_double<4>(p); }
KERNEL(double_1_8, DoubleParams) { repeat_double<8>(p); }
SMALL_KERNEL(double_2_float32, DoubleParams) { resize_double<float, float, 1, 2>(p); }
SMALL_KERNEL(double_2_float16, DoubleParams) { resize_double<half_t, float, 1, 2>(p); }
SMALL_KERNEL(double_2_int8, DoubleParams) { resize_double<i8, float, 1, 2>(p); }
SMALL_KERNEL(double_2_int32, DoubleParams) { resize_double<int, float, 1, 2>(p); }
KERNEL(double_4_float32, DoubleParams) { resize_double<float, float, 2, 4>(p); }
KERNEL(double_4_float16, DoubleParams) { resize_double<half_t, float, 2, 4>(p); }
KERNEL(double_4_int8, DoubleParams) { resize_double<i8, float, 2, 4>(p); }
KERNEL(double_4_int32, DoubleParams) { resize_double<int, float, 2, 4>(p); }
// To float16.
KERNEL(double_half_2_float32, DoubleParams) { resize_double<float, half_t, 1, 2>(p); }
KERNEL(double_half_2_float16, DoubleParams) { resize_double<half_t, half_t, 1, 2>(p); }
KERNEL(double_half_4_float32, DoubleParams) { resize_double<float, half_t, 2, 4>(p); }
KERNEL(double_half_4_float16, DoubleParams) { resize_double<half_t, half_t, 2, 4>(p); }
