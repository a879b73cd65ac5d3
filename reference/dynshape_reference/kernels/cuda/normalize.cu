// (x - mean) / sqrt(variance + epsilon) * scale + bias, along the rows of (rows, length).
//
// A row that fits into the registers of its threads is read once.
#include "cluster.cuh"
#include "words.cuh"

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

// What is known of where scale and bias are: nothing, that both are dense, or that all elements of a row have the same.
enum Known { ANY, DENSE, SINGLE };

// Scale (0) and bias (1) for the elements of a row, whose packs begin at `head`.
template <class T, Known KNOWN, bool ENDS>
struct Factors {
    static constexpr int V = 16 / sizeof(T);
    const T* of[2];
    const Spread* spreads;
    DEVICE Factors(const NormalizeParams& p, u32 row, int) : spreads(p.spreads) {
        of[0] = static_cast<const T*>(p.scale) + row_place(p.spreads[0], row);
        of[1] = static_cast<const T*>(p.bias) + row_place(p.spreads[1], row);
    }
    DEVICE float single(int which, int at) const { return load_as<float>(of[which][place_in_row(spreads[which], at)]); }
    DEVICE void load(int which, int at, float (&to)[V]) const {
        if (!spreads[which].step) {
            float one = load_as<float>(*of[which]);
#pragma unroll
            for (int v = 0; v < V; ++v) to[v] = one;
            return;
        }
#pragma unroll
        for (int v = 0; v < V; ++v) to[v] = single(which, at + v);
    }
};

// Where both lie as the elements of a row: 16 bytes at a time, and without a branch.
template <class T, bool ENDS>
struct Factors<T, DENSE, ENDS> {
    static constexpr int V = 16 / sizeof(T);
    const T* of[2];
    const u128* aligned[2];
    int past[2];
    DEVICE Factors(const NormalizeParams& p, u32 row, int head) {
        of[0] = static_cast<const T*>(p.scale) + row_place(p.spreads[0], row);
        of[1] = static_cast<const T*>(p.bias) + row_place(p.spreads[1], row);
#pragma unroll
        for (int which = 0; which < 2; ++which) {
            const u8* from = reinterpret_cast<const u8*>(of[which] + head);
            past[which] = ENDS ? (int)(reinterpret_cast<u64>(from) & 15) : 0;
            aligned[which] = reinterpret_cast<const u128*>(from - past[which]);
        }
    }
    DEVICE float single(int which, int at) const { return load_as<float>(of[which][at]); }
    DEVICE u128 words(int which, int pack) const {
        const u128* from = aligned[which] + pack;
        return ENDS ? shifted_pack<sizeof(T)>(from[0], from[past[which] ? 1 : 0], past[which]) : from[0];
    }
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

// P packs a thread and, with ENDS, one element before and one behind the packs hold the row. Its threads are neighbours,
// or all of a cluster's.
template <class T, int P, Known KNOWN, bool ENDS, bool CLUSTERED = false>
DEVICE void normalize(const NormalizeParams& p) {
    constexpr int V = 16 / sizeof(T);
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
    u128 raw[P];
    float x[P * V], ends[2] = {0, 0}, squares[4] = {0, 0, 0, 0};
#pragma unroll
    for (int k = 0; k < P; ++k) {
        raw[k] = u128{};
        if (lane + k * lanes < packs) raw[k] = reinterpret_cast<const u128*>(in + head)[lane + k * lanes];
    }
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) ends[end] = load_as<float>(in[at[end]]);
    float single[2] = {0, 0};
    if (KNOWN == SINGLE) {
        // Under way together with the row.
        single[0] = load_as<float>(static_cast<const T*>(p.scale)[row_place(p.spreads[0], (u32)row)]);
        single[1] = load_as<float>(static_cast<const T*>(p.bias)[row_place(p.spreads[1], (u32)row)]);
    }
    float sums[4] = {ends[0], ends[1], 0, 0};
#pragma unroll
    for (int k = 0; k < P; ++k) {
        unpack<T>(raw[k], x + k * V);
#pragma unroll
        for (int v = 0; v < V; ++v) sums[v % 4] += x[k * V + v];
    }
    int count = p.length;
    if (CLUSTERED) {
        auto own = [&](int all) { return min(max(all - before, 0), group); };
        count = own(head) + own(tail);
        for (int k = 0; k < P; ++k) count += own(packs - k * lanes) * V;
    }
    float mean = sum_of_lanes((sums[0] + sums[1]) + (sums[2] + sums[3]), group) / (float)max(count, 1);
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < packs)
#pragma unroll
            for (int v = 0; v < V; ++v) squares[v % 4] += (x[k * V + v] - mean) * (x[k * V + v] - mean);
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) squares[end] += (ends[end] - mean) * (ends[end] - mean);
    float square = sum_of_lanes((squares[0] + squares[1]) + (squares[2] + squares[3]), group);
    if (CLUSTERED) combine_in_cluster(mean, square, count, p.length);
    float inverse = 1.f / sqrtf(square / (float)p.length + p.epsilon);
    if (!length) return;
    Factors<T, KNOWN, ENDS> factors(p, (u32)row, head);
    auto store = [&](int k, const float (&scale)[V], const float (&bias)[V]) {
        Pack<T, V> made;
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(made.of[v], (x[k * V + v] - mean) * inverse * scale[v] + bias[v]);
        if (lane + k * lanes < packs) reinterpret_cast<Pack<T, V>*>(out + head)[lane + k * lanes] = made;
    };
    if constexpr (KNOWN == DENSE) {
        // There are some for each thread, whether it has a pack or not. Those of the next pack are under way while one
        // is stored, where that leaves registers enough.
        constexpr int AHEAD = ENDS ? 0 : 1;
        u128 words[P][2];
        if (packs)
#pragma unroll
            for (int k = -AHEAD; k < P; ++k) {
                if (k + AHEAD < P)
#pragma unroll
                    for (int which = 0; which < 2; ++which)
                        words[k + AHEAD][which] = factors.words(which, min(lane + (k + AHEAD) * lanes, packs - 1));
                if (k < 0) continue;
                float scale[V], bias[V];
                unpack<T>(words[k][0], scale);
                unpack<T>(words[k][1], bias);
                store(k, scale, bias);
            }
    } else {
#pragma unroll
        for (int k = 0; k < P; ++k) {
            if (lane + k * lanes >= packs) break;
            float scale[V], bias[V];
            if (KNOWN == SINGLE) {
#pragma unroll
                for (int v = 0; v < V; ++v) scale[v] = single[0], bias[v] = single[1];
            } else {
                factors.load(0, head + (lane + k * lanes) * V, scale);
                factors.load(1, head + (lane + k * lanes) * V, bias);
            }
            store(k, scale, bias);
        }
    }
#pragma unroll
    for (int end = 0; end < 2; ++end)
        if (has[end]) {
            float scale = KNOWN == SINGLE ? single[0] : factors.single(0, at[end]);
            float bias = KNOWN == SINGLE ? single[1] : factors.single(1, at[end]);
            store_as(out[at[end]], (ends[end] - mean) * inverse * scale + bias);
        }
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
    Factors<T, ANY, false> factors(p, blockIdx.x, 0);
#pragma unroll 2
    for (int at = threadIdx.x; at < packs; at += lanes) {
        Elements pack = in[at];
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float scale = factors.single(0, at * V + v), bias = factors.single(1, at * V + v);
            store_as(pack.of[v], (load_as<float>(pack.of[v]) - mean) * inverse * scale + bias);
        }
        out[at] = pack;
    }
}

WIDE_KERNEL(normalize_float32, NormalizeParams) { normalize<float, 8, ANY, true>(p); }
WIDE_KERNEL(normalize_float16, NormalizeParams) { normalize<half_t, 4, ANY, true>(p); }
WIDE_KERNEL(normalize_single_float32, NormalizeParams) { normalize<float, 8, SINGLE, true>(p); }
WIDE_KERNEL(normalize_single_float16, NormalizeParams) { normalize<half_t, 4, SINGLE, true>(p); }
WIDE_KERNEL(normalize_dense_float32, NormalizeParams) { normalize<float, 8, DENSE, false>(p); }
WIDE_KERNEL(normalize_dense_float16, NormalizeParams) { normalize<half_t, 4, DENSE, false>(p); }
WIDE_KERNEL(normalize_dense_ragged_float32, NormalizeParams) { normalize<float, 8, DENSE, true>(p); }
WIDE_KERNEL(normalize_dense_ragged_float16, NormalizeParams) { normalize<half_t, 4, DENSE, true>(p); }
CLUSTER_KERNEL(normalize_cluster_float32, NormalizeParams) { normalize<float, 8, ANY, true, true>(p); }
CLUSTER_KERNEL(normalize_cluster_float16, NormalizeParams) { normalize<half_t, 4, ANY, true, true>(p); }
// Rows that are multiples of 16 bytes, and those that are not.
WIDE_KERNEL(normalize_long_float32, NormalizeParams) { normalize_long<float, 4>(p); }
WIDE_KERNEL(normalize_long_float16, NormalizeParams) { normalize_long<half_t, 8>(p); }
WIDE_KERNEL(normalize_long_ragged_float32, NormalizeParams) { normalize_long<float, 1>(p); }
WIDE_KERNEL(normalize_long_ragged_float16, NormalizeParams) { normalize_long<half_t, 1>(p); }
