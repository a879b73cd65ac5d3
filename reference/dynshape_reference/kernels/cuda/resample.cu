// Resampling of axes by weights: (planes, height, width) to (planes, rows, columns), by some neighbours along each of
// the two axes.
//
// A thread makes WIDTH elements side by side in several rows one below the other. A row of the input that it has
// resampled along its columns serves for all rows of the output that need it.
#include "convert.cuh"

struct ResampleParams {
    void* out;
    const void* in;
    const u32* rows_of;    // [rows][indices of the taps, then the bits of their weights]
    const int* indices;    // [column_taps][columns]
    const float* weights;  // likewise
    i64 planes, height, width;
    Divisor groups, packs;  // of rows that one thread makes, and of WIDTH columns
    int rows, columns, row_taps, column_taps;
    int share;            // rows in a group
    int is_half, packed;  // the output, and whether its lines are whole packs
    int unused;
};

constexpr int WIDTH = 4;

template <class N>
DEVICE Pack<N, WIDTH> load_list(const N* list, int at, int count) {
    if (at + WIDTH <= count && !(reinterpret_cast<u64>(list + at) & 15))
        return *reinterpret_cast<const Pack<N, WIDTH>*>(list + at);
    Pack<N, WIDTH> pack;
#pragma unroll
    for (int v = 0; v < WIDTH; ++v) pack.of[v] = list[min(at + v, count - 1)];
    return pack;
}

template <class T>
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
template <class T, int ROWS, int COLUMNS>
DEVICE void resample(const ResampleParams& p) {
    constexpr bool KEPT = COLUMNS <= 2;
    u64 item = (u64)blockIdx.x * 256 + threadIdx.x;
    u32 line = p.packs.divide((u32)item), at = ((u32)item - line * p.packs.value) * WIDTH;
    u32 plane = p.groups.divide(line), first = (line - plane * p.groups.value) * p.share;
    if (plane >= p.planes) return;
    const T* in = static_cast<const T*>(p.in) + plane * p.height * p.width;
    Pack<int, WIDTH> places[COLUMNS];
    Pack<float, WIDTH> shares[COLUMNS];
#pragma unroll
    for (int b = 0; b < COLUMNS; ++b)
        if (KEPT) {
            places[b] = load_list(p.indices + b * p.columns, at, p.columns);
            shares[b] = load_list(p.weights + b * p.columns, at, p.columns);
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
                    Pack<int, WIDTH> place = places[b];
                    Pack<float, WIDTH> share = shares[b];
                    if (!KEPT) {
                        place = load_list(p.indices + b * p.columns, at, p.columns);
                        share = load_list(p.weights + b * p.columns, at, p.columns);
                    }
#pragma unroll
                    for (int v = 0; v < WIDTH; ++v) lines[a][v] += load_as<float>(from[place.of[v]]) * share.of[v];
                }
            }
            known[a] = wanted;
            float weight = bits_to_float((int)taps.of[ROWS + a]);
#pragma unroll
            for (int v = 0; v < WIDTH; ++v) values[v] += lines[a][v] * weight;
        }
        if (p.is_half) store_pack(static_cast<half_t*>(p.out) + to, count, values);
        else store_pack(static_cast<float*>(p.out) + to, count, values);
    }
}

template <class T>
DEVICE void resample(const ResampleParams& p) {
    if (p.row_taps == 1 && p.column_taps == 2) resample<T, 1, 2>(p);
    if (p.row_taps == 2 && p.column_taps == 1) resample<T, 2, 1>(p);
    if (p.row_taps == 2 && p.column_taps == 2) resample<T, 2, 2>(p);
    if (p.row_taps == 1 && p.column_taps == 4) resample<T, 1, 4>(p);
    if (p.row_taps == 4 && p.column_taps == 1) resample<T, 4, 1>(p);
    if (p.row_taps == 4 && p.column_taps == 4) resample<T, 4, 4>(p);
}

KERNEL(resample_float32, ResampleParams) { resample<float>(p); }
KERNEL(resample_float16, ResampleParams) { resample<half_t>(p); }
KERNEL(resample_int8, ResampleParams) { resample<i8>(p); }
KERNEL(resample_int32, ResampleParams) { resample<int>(p); }
