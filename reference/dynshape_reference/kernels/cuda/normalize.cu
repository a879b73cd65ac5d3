// (x - mean) / sqrt(variance + epsilon) * scale + bias, along the rows of (rows, length).
//
// A row that fits into the registers of its threads is read once.
#include "convert.cuh"

// Where scale or bias is for an element: row / row_inner % row_extent * row_step + at / inner % extent * step.
struct Spread {
    Divisor row_inner, row_extent, inner, extent;
    int row_step, step;
    int is_dense, unused;  // dense: `at` alone counts, and is the place
};

struct NormalizeParams {
    void* out;
    const void* in;
    const void* scale;
    const void* bias;
    i64 rows;
    int length, lanes;  // threads of a row
    float epsilon;
    int unused;
    Spread spreads[2];
};

DEVICE u32 row_place(const Spread& s, u32 row) {
    u32 line = s.row_inner.divide(row);
    return (line - s.row_extent.divide(line) * s.row_extent.value) * s.row_step;
}

DEVICE u32 place_in_row(const Spread& s, u32 at) {
    if (s.is_dense) return at;
    if (!s.step) return 0;
    u32 line = s.inner.divide(at);
    return (line - s.extent.divide(line) * s.extent.value) * s.step;
}

DEVICE float sum_of_lanes(float x, int lanes) {
    for (int mask = min(lanes, 32) / 2; mask; mask /= 2) x += __shfl_xor_sync(~0u, x, mask);
    if (lanes > 32) {
        __shared__ float sums[16];
        __syncthreads();
        if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = x;
        __syncthreads();
        int first = threadIdx.x / lanes * (lanes / 32);
        x = sums[first];
        for (int k = 1; k < lanes / 32; ++k) x += sums[first + k];
    }
    return x;
}

template <class T, int V>
DEVICE Pack<T, V> load_part(const T* from) { return *reinterpret_cast<const Pack<T, V>*>(from); }

template <class T, int V>
DEVICE float sum_of(const Pack<T, V>& pack) {
    float sum = 0;
#pragma unroll
    for (int v = 0; v < V; ++v) sum += load_as<float>(pack.of[v]);
    return sum;
}

template <class T, int V>
DEVICE float squares_of(const Pack<T, V>& pack, float mean) {
    float sum = 0;
#pragma unroll
    for (int v = 0; v < V; ++v) {
        float x = load_as<float>(pack.of[v]) - mean;
        sum += x * x;
    }
    return sum;
}

// Scale (0) or bias (1) of the elements from `at` on.
template <class T, int V>
DEVICE Pack<T, V> load_factors(const NormalizeParams& p, int which, u32 place, int at) {
    const Spread& s = p.spreads[which];
    const T* factors = static_cast<const T*>(which ? p.bias : p.scale) + place;
    if (s.is_dense && (V == 1 || !(reinterpret_cast<u64>(factors + at) & (V * sizeof(T) - 1))))
        return load_part<T, V>(factors + at);
    Pack<T, V> pack;
    if (!s.step) {
        T one = *factors;
#pragma unroll
        for (int v = 0; v < V; ++v) pack.of[v] = one;
        return pack;
    }
#pragma unroll
    for (int v = 0; v < V; ++v) pack.of[v] = factors[place_in_row(s, at + v)];
    return pack;
}

// K packs of V elements a thread hold the row, side by side in groups of `lanes`; with K = 0 it is read three times.
template <class T, int V, int K>
DEVICE void normalize(const NormalizeParams& p) {
    i64 row = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / p.lanes;
    int lane = threadIdx.x % p.lanes, step = p.lanes * V, first = lane * V;
    bool there = row < p.rows;
    int length = there ? p.length : 0;
    const T* in = static_cast<const T*>(p.in) + row * p.length;
    T* out = static_cast<T*>(p.out) + row * p.length;
    float sum = 0, squares = 0;
    Pack<T, V> packs[K ? K : 1];
    if (K) {
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + k * step < length) packs[k] = load_part<T, V>(in + first + k * step);
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + k * step < length) sum += sum_of(packs[k]);
    } else {
#pragma unroll 4
        for (int at = first; at < length; at += step) sum += sum_of(load_part<T, V>(in + at));
    }
    float mean = sum_of_lanes(sum, p.lanes) / (float)p.length;
    if (K) {
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + k * step < length) squares += squares_of(packs[k], mean);
    } else {
#pragma unroll 4
        for (int at = first; at < length; at += step) squares += squares_of(load_part<T, V>(in + at), mean);
    }
    float inverse = 1.f / sqrtf(sum_of_lanes(squares, p.lanes) / (float)p.length + p.epsilon);
    if (!there) return;
    u32 place[2] = {row_place(p.spreads[0], (u32)row), row_place(p.spreads[1], (u32)row)};
#pragma unroll(K ? K : 2)
    for (int k = 0; k < (K ? K : length); ++k) {
        int at = first + k * step;
        if (at >= length) break;
        Pack<T, V> pack = K ? packs[K ? k : 0] : load_part<T, V>(in + at);
        Pack<T, V> scale = load_factors<T, V>(p, 0, place[0], at), bias = load_factors<T, V>(p, 1, place[1], at);
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float x = (load_as<float>(pack.of[v]) - mean) * inverse;
            store_as(pack.of[v], x * load_as<float>(scale.of[v]) + load_as<float>(bias.of[v]));
        }
        *reinterpret_cast<Pack<T, V>*>(out + at) = pack;
    }
}

// Rows that are multiples of 16 bytes, of up to 64 or 128 bytes a thread, or any; and those that are not.
WIDE_KERNEL(normalize_float32, NormalizeParams) { normalize<float, 4, 4>(p); }
WIDE_KERNEL(normalize_float16, NormalizeParams) { normalize<half_t, 8, 4>(p); }
WIDE_KERNEL(normalize_wide_float32, NormalizeParams) { normalize<float, 4, 8>(p); }
WIDE_KERNEL(normalize_long_float32, NormalizeParams) { normalize<float, 4, 0>(p); }
WIDE_KERNEL(normalize_long_float16, NormalizeParams) { normalize<half_t, 8, 0>(p); }
WIDE_KERNEL(normalize_ragged_float32, NormalizeParams) { normalize<float, 1, 16>(p); }
WIDE_KERNEL(normalize_ragged_float16, NormalizeParams) { normalize<half_t, 1, 16>(p); }
WIDE_KERNEL(normalize_long_ragged_float32, NormalizeParams) { normalize<float, 1, 0>(p); }
WIDE_KERNEL(normalize_long_ragged_float16, NormalizeParams) { normalize<half_t, 1, 0>(p); }
