// Softmax along rows of adjacent elements: inner is 1.
#include "softmax.cuh"

// Of the lanes of each of R rows, which are neighbours; more than 32 have one row. All threads of a block call it.
template <bool IS_SUM, int R>
DEVICE void combine_lanes(float (&value)[R], int lanes) {
    for (int mask = min(lanes, 32) / 2; mask; mask /= 2)
#pragma unroll
        for (int r = 0; r < R; ++r) value[r] = combined<IS_SUM>(value[r], __shfl_xor_sync(~0u, value[r], mask));
    if (R > 1 || lanes <= 32) return;
    __shared__ float warps[32];
    __syncthreads();
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value[0];
    __syncthreads();
    int first = threadIdx.x / lanes * (lanes / 32);
    value[0] = warps[first];
    for (int k = 1; k < lanes / 32; ++k) value[0] = combined<IS_SUM>(value[0], warps[first + k]);
}

// What is bounded of a row: packs, and what lies before and behind them, less than a pack each.
template <class T, class Index>
struct Line {
    static constexpr int V = 16 / sizeof(T);
    const T* in;
    T* out;
    Index length, head, packs, tail;
    DEVICE Line(const SoftmaxParams& p, i64 row) {
        in = static_cast<const T*>(p.in) + row * p.length;
        out = static_cast<T*>(p.out) + row * p.length;
        length = row < p.outer ? (Index)p.length : 0;
        if (p.bounds && length) length = min((Index)max(p.bounds[row], 0), length);
        int past = (int)((u64)in % 16 / sizeof(T));
        head = min((Index)(past ? V - past : 0), length);
        packs = (length - head) / V;
        tail = length - head - packs * V;
    }
    DEVICE const Pack<T, V>* body() const { return reinterpret_cast<const Pack<T, V>*>(in + head); }
    DEVICE Pack<T, V>* results() const { return reinterpret_cast<Pack<T, V>*>(out + head); }
    DEVICE Index last() const { return length - tail; }
    DEVICE void clear_rest(const SoftmaxParams& p, i64 row, int lane, int lanes) const {
        if (p.bounds && row < p.outer)
            for (i64 at = length + lane; at < p.length; at += lanes) store_as(out[at], 0.f);
    }
};

// P packs a thread of each of R rows and, with ENDS, one element before and one behind the packs. The threads of a row
// are all of a cluster's, or neighbours. What is not there is -infinity and adds nothing.
template <class T, int P, int R, bool ENDS, bool CLUSTERED>
DEVICE void softmax_rows(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    if (CLUSTERED) begin_in_cluster();
    int group = CLUSTERED ? (int)blockDim.x : 1 << p.lanes_log, groups = blockDim.x / group;
    int lanes = CLUSTERED ? CLUSTER * group : group;
    int lane = CLUSTERED ? cluster_rank() * group + (int)threadIdx.x : threadIdx.x & (group - 1);
    i64 row = CLUSTERED ? blockIdx.x / CLUSTER : (i64)blockIdx.x * groups * R + threadIdx.x / group;
    Pack<T, V> packs[R][P];
    float x[R][P * V], ends[R][2], most[R], sum[R], base[R];
#pragma unroll
    for (int r = 0; r < R; ++r) {
        Line<T, int> line(p, row + r * groups);
#pragma unroll
        for (int k = 0; k < P; ++k)
            if (lane + k * lanes < line.packs) packs[r][k] = line.body()[lane + k * lanes];
        if (ENDS) {
            ends[r][0] = lane < line.head ? load_as<float>(line.in[lane]) : -INFINITE;
            ends[r][1] = lane < line.tail ? load_as<float>(line.in[line.last() + lane]) : -INFINITE;
        }
    }
#pragma unroll
    for (int r = 0; r < R; ++r) {
        Line<T, int> line(p, row + r * groups);
        most[r] = ENDS ? fmaxf(ends[r][0], ends[r][1]) : -INFINITE;
#pragma unroll
        for (int k = 0; k < P; ++k)
#pragma unroll
            for (int v = 0; v < V; ++v) {
                x[r][k * V + v] = lane + k * lanes < line.packs ? load_as<float>(packs[r][k].of[v]) : -INFINITE;
                most[r] = fmaxf(most[r], x[r][k * V + v]);
            }
    }
    combine_lanes<false>(most, group);
#pragma unroll
    for (int r = 0; r < R; ++r) {
        sum[r] = 0;
        base[r] = CLUSTERED && most[r] == -INFINITE ? 0.f : base_of<T>(most[r]);
#pragma unroll
        for (int k = 0; k < P * V; ++k) sum[r] += x[r][k] = exponential<T>(x[r][k], base[r]);
        if (ENDS)
#pragma unroll
            for (int end = 0; end < 2; ++end) sum[r] += ends[r][end] = exponential<T>(ends[r][end], base[r]);
    }
    combine_lanes<true>(sum, group);
    __shared__ float parts[CLUSTER][2];
    if (CLUSTERED) {
        float* own = parts[cluster_rank()];
        if (sum[0] == 0) base[0] = -INFINITE;
        if (threadIdx.x == 0) own[0] = base[0], own[1] = sum[0];
        share_with_cluster(parts, 2);
    }
#pragma unroll
    for (int r = 0; r < R; ++r) {
        Line<T, int> line(p, row + r * groups);
        float share = CLUSTERED ? share_of_sums<T>(base[r], [&](int k, int n) { return parts[k][n]; }) : 1.f / sum[r];
#pragma unroll
        for (int k = 0; k < P; ++k) {
#pragma unroll
            for (int v = 0; v < V; ++v) store_as(packs[r][k].of[v], x[r][k * V + v] * share);
            if (lane + k * lanes < line.packs) line.results()[lane + k * lanes] = packs[r][k];
        }
        if (ENDS) {
            if (lane < line.head) store_as(line.out[lane], ends[r][0] * share);
            if (lane < line.tail) store_as(line.out[line.last() + lane], ends[r][1] * share);
        }
        line.clear_rest(p, row + r * groups, lane, lanes);
    }
}

// A block for a row of any length and at any address; `out` may begin elsewhere between multiples of 16 bytes than `in`.
template <class T>
DEVICE void softmax_long(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    int lanes = blockDim.x, lane = threadIdx.x;
    Line<T, i64> line(p, blockIdx.x);
    Running r = {-INFINITE, 0.f};
#pragma unroll 4
    for (i64 at = lane; at < line.packs; at += lanes) {
        Pack<T, V> pack = line.body()[at];
        float x[V];
#pragma unroll
        for (int v = 0; v < V; ++v) x[v] = load_as<float>(pack.of[v]);
        r.add(x);
    }
    for (i64 at = lane; at < line.head + line.tail; at += lanes) {
        float x[1] = {load_as<float>(line.in[at < line.head ? at : at + line.packs * V])};
        r.add(x);
    }
    float most[1] = {r.most};
    combine_lanes<false>(most, lanes);
    float base = base_of<T>(most[0]), sum[1] = {r.sum_from<T>(base)};
    combine_lanes<true>(sum, lanes);
    float share = 1.f / sum[0];
    if ((u64)line.in % 16 != (u64)line.out % 16) line.packs = 0;
#pragma unroll 4
    for (i64 at = lane; at < line.packs; at += lanes) {
        Pack<T, V> pack = line.body()[at];
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(pack.of[v], exponential<T>(load_as<float>(pack.of[v]), base) * share);
        line.results()[at] = pack;
    }
    i64 packed = line.packs * V;
    for (i64 at = lane; at < line.length - packed; at += lanes) {
        i64 place = at < line.head ? at : at + packed;
        store_as(line.out[place], exponential<T>(load_as<float>(line.in[place]), base) * share);
    }
    line.clear_rest(p, blockIdx.x, lane, lanes);
}

// Of short rows two are under way; packs whose rows begin anywhere have ends.
BLOCK_KERNEL(softmax_rows_2_float32, SoftmaxParams) { softmax_rows<float, 2, 2, false, false>(p); }
BLOCK_KERNEL(softmax_rows_2_float16, SoftmaxParams) { softmax_rows<half_t, 2, 2, false, false>(p); }
BLOCK_KERNEL(softmax_rows_4_float32, SoftmaxParams) { softmax_rows<float, 4, 1, false, false>(p); }
BLOCK_KERNEL(softmax_rows_4_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, false, false>(p); }
BLOCK_KERNEL(softmax_rows_8_float32, SoftmaxParams) { softmax_rows<float, 8, 1, false, false>(p); }
BLOCK_KERNEL(softmax_ragged_1_float16, SoftmaxParams) { softmax_rows<half_t, 1, 2, true, false>(p); }
BLOCK_KERNEL(softmax_ragged_4_float32, SoftmaxParams) { softmax_rows<float, 4, 1, true, false>(p); }
BLOCK_KERNEL(softmax_ragged_4_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, true, false>(p); }
BLOCK_KERNEL(softmax_ragged_8_float32, SoftmaxParams) { softmax_rows<float, 8, 1, true, false>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float32, SoftmaxParams) { softmax_rows<float, 8, 1, true, false>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, true, false>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float32, SoftmaxParams) { softmax_long<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float16, SoftmaxParams) { softmax_long<half_t>(p); }
CLUSTER_KERNEL(softmax_cluster_rows_float32, SoftmaxParams) { softmax_rows<float, 8, 1, true, true>(p); }
CLUSTER_KERNEL(softmax_cluster_rows_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, true, true>(p); }
