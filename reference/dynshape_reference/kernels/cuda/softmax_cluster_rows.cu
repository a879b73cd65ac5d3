// Softmax along rows that a cluster of blocks keeps, most of each in shared memory: more is under way than registers
// have room for.
#include "matrix.cuh"
#include "softmax_line.cuh"

template <bool IS_SUM>
DEVICE float combine_block(float value) {
    __shared__ float warps[16];
    for (int mask = 16; mask; mask /= 2) value = combined<IS_SUM>(value, __shfl_xor_sync(~0u, value, mask));
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
    __syncthreads();
    value = warps[0];
    for (int k = 1; k < (int)blockDim.x / 32; ++k) value = combined<IS_SUM>(value, warps[k]);
    return value;
}

// What a thread keeps of a row: P packs in shared memory, then Q in registers; `function` may change them.
template <int P, int Q, int THREADS, class Elements, class F>
DEVICE void each_pack(u128* own, Elements* more, int lane, int packs, F function) {
    int lanes = CLUSTER * blockDim.x;
#pragma unroll 2
    for (int k = 0; k < P; ++k) {
        if (lane + k * lanes >= packs) return;
        function(*reinterpret_cast<Elements*>(own + k * THREADS), lane + k * lanes);
    }
#pragma unroll
    for (int k = 0; k < Q; ++k)
        if (lane + (P + k) * lanes < packs) function(more[k], lane + (P + k) * lanes);
}

template <class T, int P, int Q, int THREADS>
DEVICE void softmax_cluster_rows(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    typedef Pack<T, V> Elements;
    __shared__ u128 kept[P * THREADS];
    __shared__ float parts[CLUSTER][2];
    begin_in_cluster();
    int lanes = CLUSTER * blockDim.x, lane = cluster_rank() * (int)blockDim.x + (int)threadIdx.x;
    Line<T, int> line(p, blockIdx.x / CLUSTER);
    u128* own = kept + threadIdx.x;
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < line.packs) copy_pack(own + k * THREADS, line.body() + lane + k * lanes, true);
    end_of_copies();
    Elements more[Q ? Q : 1];
#pragma unroll
    for (int k = 0; k < Q; ++k)
        if (lane + (P + k) * lanes < line.packs) more[k] = line.body()[lane + (P + k) * lanes];
    // One element for each of the first threads, of what lies before the packs and then of what lies behind them.
    bool has_end = lane < line.head + line.tail;
    int end_at = lane < line.head ? lane : lane + line.packs * V;
    float end = has_end ? load_as<float>(line.in[end_at]) : -INFINITE, most = end;
    wait_for_copies<0>();
    each_pack<P, Q, THREADS>(own, more, lane, line.packs, [&](const Elements& pack, int) {
#pragma unroll
        for (int v = 0; v < V; ++v) most = fmaxf(most, load_as<float>(pack.of[v]));
    });
    most = combine_block<false>(most);
    float base = most == -INFINITE ? 0.f : base_of<T>(most);
    end = exponential<T>(end, base);
    float sum = has_end ? end : 0.f;
    // Exponentials of float32 are kept in place of elements; of float16 they are found twice, as they would be rounded.
    constexpr bool IS_REPLACED = sizeof(T) == 4;
    each_pack<P, Q, THREADS>(own, more, lane, line.packs, [&](Elements& kept_pack, int) {
        Elements pack = kept_pack;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float e = exponential<T>(load_as<float>(pack.of[v]), base);
            sum += e;
            store_as(pack.of[v], e);
        }
        if (IS_REPLACED) kept_pack = pack;
    });
    sum = combine_block<true>(sum);
    if (threadIdx.x == 0) parts[cluster_rank()][0] = sum == 0 ? -INFINITE : base, parts[cluster_rank()][1] = sum;
    share_with_cluster(parts, 2);
    float share = share_of_sums<T>(sum == 0 ? -INFINITE : base, [&](int k, int n) { return parts[k][n]; });
    each_pack<P, Q, THREADS>(own, more, lane, line.packs, [&](const Elements& kept_pack, int at) {
        Elements pack = kept_pack;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float e = load_as<float>(pack.of[v]);
            store_as(pack.of[v], (IS_REPLACED ? e : exponential<T>(e, base)) * share);
        }
        line.results()[at] = pack;
    });
    if (has_end) store_as(line.out[end_at], end * share);
    line.clear_rest(p, blockIdx.x / CLUSTER, lane, lanes);
}

// Of up to 128 threads a block, and of more.
SMALL_CLUSTER_KERNEL(softmax_cluster_rows_float32, SoftmaxParams) { softmax_cluster_rows<float, 8, 0, 128>(p); }
SMALL_CLUSTER_KERNEL(softmax_cluster_rows_float16, SoftmaxParams) { softmax_cluster_rows<half_t, 8, 0, 128>(p); }
SMALL_CLUSTER_KERNEL(softmax_cluster_long_float32, SoftmaxParams) { softmax_cluster_rows<float, 5, 3, 512>(p); }
SMALL_CLUSTER_KERNEL(softmax_cluster_long_float16, SoftmaxParams) { softmax_cluster_rows<half_t, 8, 0, 256>(p); }
