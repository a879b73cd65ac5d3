// Softmax along rows of adjacent elements: inner is 1.
#include "softmax_line.cuh"

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

// P packs a thread of each of R rows and, with ENDS, one element before and one behind the packs. What is not there is
// -infinity and adds nothing.
template <class T, int P, int R, bool ENDS>
DEVICE void softmax_rows(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    int lanes = 1 << p.lanes_log, lane = threadIdx.x & (lanes - 1), groups = blockDim.x >> p.lanes_log;
    i64 row = (i64)blockIdx.x * groups * R + (threadIdx.x >> p.lanes_log);
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
    combine_lanes<false>(most, lanes);
#pragma unroll
    for (int r = 0; r < R; ++r) {
        sum[r] = 0;
        base[r] = base_of<T>(most[r]);
#pragma unroll
        for (int k = 0; k < P * V; ++k) sum[r] += x[r][k] = exponential<T>(x[r][k], base[r]);
        if (ENDS)
#pragma unroll
            for (int end = 0; end < 2; ++end) sum[r] += ends[r][end] = exponential<T>(ends[r][end], base[r]);
    }
    combine_lanes<true>(sum, lanes);
#pragma unroll
    for (int r = 0; r < R; ++r) {
        Line<T, int> line(p, row + r * groups);
        float share = 1.f / sum[r];
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
BLOCK_KERNEL(softmax_rows_2_float32, SoftmaxParams) { softmax_rows<float, 2, 2, false>(p); }
BLOCK_KERNEL(softmax_rows_2_float16, SoftmaxParams) { softmax_rows<half_t, 2, 2, false>(p); }
BLOCK_KERNEL(softmax_rows_4_float32, SoftmaxParams) { softmax_rows<float, 4, 1, false>(p); }
BLOCK_KERNEL(softmax_rows_4_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, false>(p); }
BLOCK_KERNEL(softmax_rows_8_float32, SoftmaxParams) { softmax_rows<float, 8, 1, false>(p); }
BLOCK_KERNEL(softmax_ragged_1_float16, SoftmaxParams) { softmax_rows<half_t, 1, 2, true>(p); }
BLOCK_KERNEL(softmax_ragged_4_float32, SoftmaxParams) { softmax_rows<float, 4, 1, true>(p); }
BLOCK_KERNEL(softmax_ragged_4_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, true>(p); }
BLOCK_KERNEL(softmax_ragged_8_float32, SoftmaxParams) { softmax_rows<float, 8, 1, true>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float32, SoftmaxParams) { softmax_rows<float, 8, 1, true>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float16, SoftmaxParams) { softmax_rows<half_t, 4, 1, true>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float32, SoftmaxParams) { softmax_long<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float16, SoftmaxParams) { softmax_long<half_t>(p); }
