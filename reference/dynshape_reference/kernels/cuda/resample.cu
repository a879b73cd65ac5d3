// Resampling of axes by weights: (planes, height, width) to (planes, rows, columns), by some neighbours along each of
// the two axes.
//
// A thread makes 16 bytes side by side in several rows one below the other. A row of the input that it has
// resampled along its columns serves for all rows of the output that need it.
#include "convert.cuh"

struct ResampleParams {
    void* out;
    const void* in;
    const u32* rows_of;    // [rows][indices of the taps, then the bits of their weights]
    const int* indices;    // [column_taps][columns]
    const float* weights;  // likewise
    i64 planes, height, width;
    Divisor groups, packs;  // of rows that one thread makes, and of columns
    int rows, columns, row_taps, column_taps;
    int share, packed;  // rows in a group; whether lines of the output are whole packs
};

template <int WIDTH, class N>
DEVICE void load_list(N (&to)[WIDTH], const N* list, int at, int count) {
    bool packed = at + WIDTH <= count && !(reinterpret_cast<u64>(list + at) & 15);
#pragma unroll
    for (int v = 0; v < WIDTH; v += 4) {
        Pack<N, 4> part;
        if (packed) part = *reinterpret_cast<const Pack<N, 4>*>(list + at + v);
#pragma unroll
        for (int w = 0; w < 4; ++w) to[v + w] = packed ? part.of[w] : list[min(at + v + w, count - 1)];
    }
}

template <int WIDTH, class T>
DEVICE void store_pack(T* to, int count, const float (&values)[WIDTH]) {
    Pack<T, WIDTH> pack;
#pragma unroll
    for (int v = 0; v < WIDTH; ++v) store_as(pack.of[v], values[v]);
    if (count >= WIDTH) {
        *reinterpret_cast<Pack<T, WIDTH>*>(to) = pack;
        return;
    }
#pragma unroll
    for (int v = 0; v < WIDTH; ++v)
        if (v < -count) to[v] = pack.of[v];
}

// Lists of columns are kept in registers if they are short; ROWS and COLUMNS are the numbers of taps.
template <class T, class O, int ROWS, int COLUMNS>
DEVICE void resample(const ResampleParams& p) {
    constexpr bool KEPT = COLUMNS <= 2;
    constexpr int WIDTH = 16 / sizeof(O);
    u64 item = (u64)blockIdx.x * 256 + threadIdx.x;
    u32 line = p.packs.divide((u32)item), at = ((u32)item - line * p.packs.value) * WIDTH;
    u32 plane = p.groups.divide(line), first = (line - plane * p.groups.value) * p.share;
    if (plane >= p.planes) return;
    const T* in = static_cast<const T*>(p.in) + plane * p.height * p.width;
    int places[KEPT ? COLUMNS : 1][WIDTH];
    float shares[KEPT ? COLUMNS : 1][WIDTH];
#pragma unroll
    for (int b = 0; b < COLUMNS; ++b)
        if (KEPT) {
            load_list<WIDTH>(places[b], p.indices + b * p.columns, at, p.columns);
            load_list<WIDTH>(shares[b], p.weights + b * p.columns, at, p.columns);
        }
    int known[ROWS];
    float lines[ROWS][WIDTH];
#pragma unroll
    for (int a = 0; a < ROWS; ++a) known[a] = -1;
    int end = min((int)first + p.share, p.rows);
    // So many elements side by side; where they are no pack, minus the number.
    int count = p.packed ? WIDTH : -min(p.columns - (int)at, WIDTH);
    i64 to = ((i64)plane * p.rows + first) * p.columns + at;
    for (int row = first; row < end; ++row, to += p.columns) {
        float values[WIDTH] = {};
        Pack<u32, 2 * ROWS> taps = *reinterpret_cast<const Pack<u32, 2 * ROWS>*>(p.rows_of + row * (2 * ROWS));
#pragma unroll
        for (int a = 0; a < ROWS; ++a) {
            int wanted = (int)taps.of[a];
            // Taps of a row above move up by one as the rows of the output go on.
            int next = a + 1 < ROWS ? a + 1 : a, before = a ? a - 1 : 0;
            if (wanted == known[a]) {
            } else if (wanted == known[next]) {
#pragma unroll
                for (int v = 0; v < WIDTH; ++v) lines[a][v] = lines[next][v];
            } else if (wanted == known[before]) {
#pragma unroll
                for (int v = 0; v < WIDTH; ++v) lines[a][v] = lines[before][v];
            } else {
                const T* from = in + wanted * p.width;
#pragma unroll
                for (int v = 0; v < WIDTH; ++v) lines[a][v] = 0;
#pragma unroll
                for (int b = 0; b < COLUMNS; ++b) {
                    int (&place)[WIDTH] = places[KEPT ? b : 0];
                    float (&share)[WIDTH] = shares[KEPT ? b : 0];
                    if (!KEPT) {
                        load_list<WIDTH>(place, p.indices + b * p.columns, at, p.columns);
                        load_list<WIDTH>(share, p.weights + b * p.columns, at, p.columns);
                    }
#pragma unroll
                    for (int v = 0; v < WIDTH; ++v) lines[a][v] += load_as<float>(from[place[v]]) * share[v];
                }
            }
            known[a] = wanted;
            float weight = bits_to_float((int)taps.of[ROWS + a]);
#pragma unroll
            for (int v = 0; v < WIDTH; ++v) values[v] += lines[a][v] * weight;
        }
        store_pack<WIDTH>(static_cast<O*>(p.out) + to, count, values);
    }
}

template <class T, class O>
DEVICE void resample_linear(const ResampleParams& p) {
    if (p.row_taps == 1) resample<T, O, 1, 2>(p);
    else if (p.column_taps == 1) resample<T, O, 2, 1>(p);
    else resample<T, O, 2, 2>(p);
}

template <class T, class O>
DEVICE void resample_cubic(const ResampleParams& p) {
    if (p.row_taps == 1) resample<T, O, 1, 4>(p);
    else if (p.column_taps == 1) resample<T, O, 4, 1>(p);
    else resample<T, O, 4, 4>(p);
}

// By two neighbours and by four.
KERNEL(resample_2_float32, ResampleParams) { resample_linear<float, float>(p); }
KERNEL(resample_2_float16, ResampleParams) { resample_linear<half_t, float>(p); }
KERNEL(resample_2_int8, ResampleParams) { resample_linear<i8, float>(p); }
KERNEL(resample_2_int32, ResampleParams) { resample_linear<int, float>(p); }
KERNEL(resample_4_float32, ResampleParams) { resample_cubic<float, float>(p); }
KERNEL(resample_4_float16, ResampleParams) { resample_cubic<half_t, float>(p); }
KERNEL(resample_4_int8, ResampleParams) { resample_cubic<i8, float>(p); }
KERNEL(resample_4_int32, ResampleParams) { resample_cubic<int, float>(p); }
// To float16.
MATRIX_KERNEL(resample_half_2_float32, ResampleParams) { resample_linear<float, half_t>(p); }
MATRIX_KERNEL(resample_half_2_float16, ResampleParams) { resample_linear<half_t, half_t>(p); }
MATRIX_KERNEL(resample_half_4_float32, ResampleParams) { resample_cubic<float, half_t>(p); }
MATRIX_KERNEL(resample_half_4_float16, ResampleParams) { resample_cubic<half_t, half_t>(p); }
