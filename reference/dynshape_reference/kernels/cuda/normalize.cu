// (x - mean) / sqrt(variance + epsilon) * scale + bias, along the rows of (rows, length).
//
// A row that fits into the registers of its threads is read once. Rows begin anywhere: they are read and written by
// the 16 bytes that hold them.
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
    int packed;  // all rows begin and end at multiples of 16 bytes
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
        __shared__ float sums[8];
        __syncthreads();
        if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = x;
        __syncthreads();
        int first = threadIdx.x / lanes * (lanes / 32);
        x = sums[first];
        for (int k = 1; k < lanes / 32; ++k) x += sums[first + k];
    }
    return x;
}

// Whether all V elements from `at` on are of the row. Where rows are PACKED, a part is whole or not there.
template <bool PACKED, int V>
DEVICE bool is_whole(int at, int length) {
    return PACKED ? at < length : at >= 0 && at + V <= length;
}

// V elements of a row from `at` on, of which those outside count as zeros.
template <class T, bool PACKED, int V>
DEVICE Pack<T, V> load_part(const T* row, int at, int length) {
    if (is_whole<PACKED, V>(at, length)) return *reinterpret_cast<const Pack<T, V>*>(row + at);
    Pack<T, V> pack;
#pragma unroll
    for (int v = 0; v < V; ++v) {
        store_as(pack.of[v], 0.f);
        if (!PACKED && at + v >= 0 && at + v < length) pack.of[v] = row[at + v];
    }
    return pack;
}

template <class T, int V>
DEVICE float sum_of(const Pack<T, V>& pack) {
    float sum = 0;
#pragma unroll
    for (int v = 0; v < V; ++v) sum += load_as<float>(pack.of[v]);
    return sum;
}

template <bool PACKED, class T, int V>
DEVICE float squares_of(const Pack<T, V>& pack, float mean, int at, int length) {
    float sum = 0;
    bool whole = is_whole<PACKED, V>(at, length);
#pragma unroll
    for (int v = 0; v < V; ++v) {
        float x = load_as<float>(pack.of[v]) - mean;
        sum += whole || (!PACKED && at + v >= 0 && at + v < length) ? x * x : 0.f;
    }
    return sum;
}

template <class T, bool PACKED, int V>
DEVICE void store_part(const NormalizeParams& p, T* row, Pack<T, V> pack, int at, const u32 (&place)[2], float mean,
                       float inverse) {
    const T* factors[2] = {static_cast<const T*>(p.scale) + place[0], static_cast<const T*>(p.bias) + place[1]};
    bool whole = is_whole<PACKED, V>(at, p.length);
    Pack<T, V> spread[2];
#pragma unroll
    for (int k = 0; k < 2; ++k) {
        const Spread& s = p.spreads[k];
        bool is_packed = whole && s.is_dense && !(reinterpret_cast<u64>(factors[k] + at) & (V * sizeof(T) - 1));
        if (is_packed) {
            spread[k] = *reinterpret_cast<const Pack<T, V>*>(factors[k] + at);
        } else {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (whole || (!PACKED && at + v >= 0 && at + v < p.length)) spread[k].of[v] = factors[k][place_in_row(s, at + v)];
        }
    }
#pragma unroll
    for (int v = 0; v < V; ++v) {
        float x = (load_as<float>(pack.of[v]) - mean) * inverse;
        store_as(pack.of[v], x * load_as<float>(spread[0].of[v]) + load_as<float>(spread[1].of[v]));
    }
    if (whole) {
        *reinterpret_cast<Pack<T, V>*>(row + at) = pack;
    } else {
#pragma unroll
        for (int v = 0; v < V; ++v)
            if (!PACKED && at + v >= 0 && at + v < p.length) row[at + v] = pack.of[v];
    }
}

// K packs a thread hold the row; with K = 0 it is read three times.
template <class T, int K, bool PACKED>
DEVICE void normalize(const NormalizeParams& p) {
    constexpr int V = 16 / sizeof(T);
    i64 row = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / p.lanes;
    int lane = threadIdx.x % p.lanes, step = p.lanes * V;
    bool there = row < p.rows;
    int length = there ? p.length : 0;
    const T* in = static_cast<const T*>(p.in) + row * p.length;
    T* out = static_cast<T*>(p.out) + row * p.length;
    int first = lane * V - (PACKED ? 0 : (int)(reinterpret_cast<u64>(in) / sizeof(T) & (V - 1)));
    float sum = 0, squares = 0;
    Pack<T, V> packs[K ? K : 1];
    if (K) {
#pragma unroll
        for (int k = 0; k < K; ++k) packs[k] = load_part<T, PACKED, V>(in, first + k * step, length);
#pragma unroll
        for (int k = 0; k < K; ++k) sum += sum_of(packs[k]);
    } else {
#pragma unroll 4
        for (int at = first; at < length; at += step) sum += sum_of(load_part<T, PACKED, V>(in, at, length));
    }
    float mean = sum_of_lanes(sum, p.lanes) / (float)p.length;
    if (K) {
#pragma unroll
        for (int k = 0; k < K; ++k) squares += squares_of<PACKED>(packs[k], mean, first + k * step, length);
    } else {
#pragma unroll 4
        for (int at = first; at < length; at += step)
            squares += squares_of<PACKED>(load_part<T, PACKED, V>(in, at, length), mean, at, length);
    }
    float inverse = 1.f / sqrtf(sum_of_lanes(squares, p.lanes) / (float)p.length + p.epsilon);
    if (!there) return;
    u32 place[2] = {row_place(p.spreads[0], (u32)row), row_place(p.spreads[1], (u32)row)};
    if (K) {
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + k * step < length) store_part<T, PACKED, V>(p, out, packs[k], first + k * step, place, mean, inverse);
    } else {
#pragma unroll 2
        for (int at = first; at < length; at += step)
            store_part<T, PACKED, V>(p, out, load_part<T, PACKED, V>(in, at, length), at, place, mean, inverse);
    }
}

template <class T, int K>
DEVICE void normalize(const NormalizeParams& p) {
    if (p.packed) normalize<T, K, true>(p); else normalize<T, K, false>(p);
}

BLOCK_KERNEL(normalize_float32, NormalizeParams) { normalize<float, 4>(p); }
BLOCK_KERNEL(normalize_float16, NormalizeParams) { normalize<half_t, 4>(p); }
BLOCK_KERNEL(normalize_wide_float32, NormalizeParams) { normalize<float, 8>(p); }
BLOCK_KERNEL(normalize_wide_float16, NormalizeParams) { normalize<half_t, 8>(p); }
BLOCK_KERNEL(normalize_long_float32, NormalizeParams) { normalize<float, 0>(p); }
BLOCK_KERNEL(normalize_long_float16, NormalizeParams) { normalize<half_t, 0>(p); }
