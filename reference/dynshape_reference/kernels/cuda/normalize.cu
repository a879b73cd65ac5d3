// (x - mean) / sqrt(variance + epsilon) * scale + bias, along the rows of (rows, length).
//
// A row that fits into the registers of its threads is read once.
#include "cluster.cuh"
#include "convert.cuh"
#include "packs.cuh"

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
    int length, lanes_log;  // threads of a row, as a power of 2
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

// Scale and bias for the elements of a row; DENSE if both are.
template <class T, bool DENSE>
struct Factors {
    static constexpr int V = 16 / sizeof(T);
    const T* of[2];
    const Spread* spreads;
    DEVICE Factors(const NormalizeParams& p, u32 row) : spreads(p.spreads) {
        of[0] = static_cast<const T*>(p.scale) + row_place(p.spreads[0], row);
        of[1] = static_cast<const T*>(p.bias) + row_place(p.spreads[1], row);
    }
    DEVICE float single(int which, int at) const {
        return load_as<float>(of[which][DENSE ? at : place_in_row(spreads[which], at)]);
    }
    DEVICE Pack<T, V> pack(int which, int at) const {
        if (DENSE || spreads[which].is_dense) {
            u128 low, high;
            int past = load_around(reinterpret_cast<const u8*>(of[which] + at), low, high);
            if (past) low = shifted_pack<sizeof(T)>(low, high, past);
            return *reinterpret_cast<Pack<T, V>*>(&low);
        }
        Pack<T, V> pack;
        if (!spreads[which].step) {
            T one = *of[which];
#pragma unroll
            for (int v = 0; v < V; ++v) pack.of[v] = one;
            return pack;
        }
#pragma unroll
        for (int v = 0; v < V; ++v) pack.of[v] = of[which][place_in_row(spreads[which], at + v)];
        return pack;
    }
    DEVICE float scaled(float x, int at) const { return x * single(0, at) + single(1, at); }
};

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

// Of the blocks of a cluster, of `count` elements each: mean and sum of squares about it become those of all (Chan,
// Golub and LeVeque, 1979).
DEVICE void combine_in_cluster(float& mean, float& squares, int count, int length) {
    __shared__ float parts[CLUSTER][3];
    float* own = parts[cluster_rank()];
    if (threadIdx.x == 0) own[0] = mean, own[1] = squares, own[2] = (float)count;
    share_with_cluster(parts, 3);
    mean = squares = 0;
#pragma unroll
    for (int k = 0; k < CLUSTER; ++k) mean += parts[k][0] * (parts[k][2] / (float)length);
#pragma unroll
    for (int k = 0; k < CLUSTER; ++k) {
        float off = parts[k][0] - mean;
        squares += parts[k][1] + parts[k][2] * off * off;
    }
}

// P packs a thread and, with ENDS, one element before and one behind the packs hold the row. Its threads are neighbours, or all of
// a cluster's.
template <class T, int P, bool DENSE, bool ENDS, bool CLUSTERED = false>
DEVICE void normalize(const NormalizeParams& p) {
    constexpr int V = 16 / sizeof(T);
    typedef Pack<T, V> Elements;
    if (CLUSTERED) begin_in_cluster();
    int group = CLUSTERED ? (int)blockDim.x : 1 << p.lanes_log, lanes = CLUSTERED ? CLUSTER * group : group;
    int before = CLUSTERED ? cluster_rank() * group : 0, lane = before + (threadIdx.x & (group - 1));
    i64 row = CLUSTERED ? blockIdx.x / CLUSTER : ((i64)blockIdx.x * blockDim.x + threadIdx.x) >> p.lanes_log;
    int length = row < p.rows ? p.length : 0;
    const T* in = static_cast<const T*>(p.in) + row * p.length;
    T* out = static_cast<T*>(p.out) + row * p.length;
    int past = ENDS ? elements_past_16_bytes(in) : 0, head = min(past ? V - past : 0, length);
    int packs = (length - head) / V, tail = length - head - packs * V;
    int at[2] = {lane, length - tail + lane};
    bool has[2] = {ENDS && lane < head, ENDS && lane < tail};
    Elements raw[P];
    float x[P * V], ends[2] = {0, 0};
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < packs) raw[k] = reinterpret_cast<const Elements*>(in + head)[lane + k * lanes];
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) ends[end] = load_as<float>(in[at[end]]);
    float sum = ends[0] + ends[1], squares = 0;
#pragma unroll
    for (int k = 0; k < P; ++k)
#pragma unroll
        for (int v = 0; v < V; ++v) {
            x[k * V + v] = lane + k * lanes < packs ? load_as<float>(raw[k].of[v]) : 0;
            sum += x[k * V + v];
        }
    int count = p.length;
    if (CLUSTERED) {
        auto own = [&](int all) { return min(max(all - before, 0), group); };
        count = own(head) + own(tail);
        for (int k = 0; k < P; ++k) count += own(packs - k * lanes) * V;
    }
    float mean = sum_of_lanes(sum, group) / (float)max(count, 1);
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < packs)
#pragma unroll
            for (int v = 0; v < V; ++v) squares += (x[k * V + v] - mean) * (x[k * V + v] - mean);
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) squares += (ends[end] - mean) * (ends[end] - mean);
    squares = sum_of_lanes(squares, group);
    if (CLUSTERED) combine_in_cluster(mean, squares, count, p.length);
    float inverse = 1.f / sqrtf(squares / (float)p.length + p.epsilon);
    if (!length) return;
    Factors<T, DENSE> factors(p, (u32)row);
#pragma unroll
    for (int k = 0; k < P; ++k) {
        if (lane + k * lanes >= packs) break;
        int first = head + (lane + k * lanes) * V;
        Elements scale = factors.pack(0, first), bias = factors.pack(1, first);
#pragma unroll
        for (int v = 0; v < V; ++v)
            store_as(raw[k].of[v],
                     (x[k * V + v] - mean) * inverse * load_as<float>(scale.of[v]) + load_as<float>(bias.of[v]));
        *reinterpret_cast<Elements*>(out + first) = raw[k];
    }
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) store_as(out[at[end]], factors.scaled((ends[end] - mean) * inverse, at[end]));
}

// A block for a row of any length, which is read three times; in packs of V elements.
template <class T, int V>
DEVICE void normalize_long(const NormalizeParams& p) {
    typedef Pack<T, V> Elements;
    const Elements* in = reinterpret_cast<const Elements*>(static_cast<const T*>(p.in) + blockIdx.x * (i64)p.length);
    Elements* out = reinterpret_cast<Elements*>(static_cast<T*>(p.out) + blockIdx.x * (i64)p.length);
    int lanes = blockDim.x, packs = p.length / V;
    float sum = 0, squares = 0;
#pragma unroll 4
    for (int at = threadIdx.x; at < packs; at += lanes) {
        Elements pack = in[at];
#pragma unroll
        for (int v = 0; v < V; ++v) sum += load_as<float>(pack.of[v]);
    }
    float mean = sum_of_lanes(sum, lanes) / (float)p.length;
#pragma unroll 4
    for (int at = threadIdx.x; at < packs; at += lanes) {
        Elements pack = in[at];
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float off = load_as<float>(pack.of[v]) - mean;
            squares += off * off;
        }
    }
    float inverse = 1.f / sqrtf(sum_of_lanes(squares, lanes) / (float)p.length + p.epsilon);
    Factors<T, false> factors(p, blockIdx.x);
#pragma unroll 2
    for (int at = threadIdx.x; at < packs; at += lanes) {
        Elements pack = in[at];
#pragma unroll
        for (int v = 0; v < V; ++v)
            store_as(pack.of[v], factors.scaled((load_as<float>(pack.of[v]) - mean) * inverse, at * V + v));
        out[at] = pack;
    }
}

WIDE_KERNEL(normalize_float32, NormalizeParams) { normalize<float, 8, false, true>(p); }
WIDE_KERNEL(normalize_float16, NormalizeParams) { normalize<half_t, 4, false, true>(p); }
WIDE_KERNEL(normalize_dense_float32, NormalizeParams) { normalize<float, 8, true, false>(p); }
WIDE_KERNEL(normalize_dense_float16, NormalizeParams) { normalize<half_t, 4, true, false>(p); }
WIDE_KERNEL(normalize_dense_ragged_float32, NormalizeParams) { normalize<float, 8, true, true>(p); }
WIDE_KERNEL(normalize_dense_ragged_float16, NormalizeParams) { normalize<half_t, 4, true, true>(p); }
CLUSTER_KERNEL(normalize_cluster_float32, NormalizeParams) { normalize<float, 8, false, true, true>(p); }
CLUSTER_KERNEL(normalize_cluster_float16, NormalizeParams) { normalize<half_t, 4, false, true, true>(p); }
// Rows that are multiples of 16 bytes, and those that are not.
WIDE_KERNEL(normalize_long_float32, NormalizeParams) { normalize_long<float, 4>(p); }
WIDE_KERNEL(normalize_long_float16, NormalizeParams) { normalize_long<half_t, 8>(p); }
WIDE_KERNEL(normalize_long_ragged_float32, NormalizeParams) { normalize_long<float, 1>(p); }
WIDE_KERNEL(normalize_long_ragged_float16, NormalizeParams) { normalize_long<half_t, 1>(p); }
