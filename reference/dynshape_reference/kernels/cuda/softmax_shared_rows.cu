// Softmax along long rows in shared memory, each a block's or a cluster's: three blocks of a multiprocessor have more on its
// way there than registers have room for.
#include "cluster.cuh"
#include "copies.cuh"
#include "softmax_line.cuh"
#include "words.cuh"

constexpr int THREADS = 512, WARPS = THREADS / 32, PACKS = 8;  // of a block, and of a thread at most

template <bool IS_SUM>
DEVICE float combine_warp(float value) {
#pragma unroll
    for (int mask = 16; mask; mask /= 2) value = combined<IS_SUM>(value, __shfl_xor_sync(~0u, value, mask));
    return value;
}

// The greatest element of packs.
template <class T>
struct Greatest {
    float most[2] = {-INFINITE, -INFINITE};
    DEVICE void add(const u128& words) {
#pragma unroll
        for (int k = 0; k < 4; ++k) most[k % 2] = fmaxf(most[k % 2], bits_to_float((int)words.of[k]));
    }
    DEVICE float all() const { return fmaxf(most[0], most[1]); }
};

// Of float16, two at a time, as the words have them.
template <>
struct Greatest<half_t> {
    u32 most = 0xfc00fc00u;
    DEVICE void add(const u128& words) {
#pragma unroll
        for (int k = 0; k < 4; ++k) most = greater_halves(most, words.of[k]);
    }
    DEVICE float all() const {
        float one, other;
        numbers_of_halves(most, one, other);
        return fmaxf(one, other);
    }
};

// What each warp of a cluster of C blocks has summed up, and what it took the exponentials from.
template <int C>
struct WarpSums {
    static constexpr int COUNT = (C * WARPS + 31) / 32;
    float bases[COUNT * 32], sums[COUNT * 32];

    // All threads of the cluster call it.
    DEVICE void tell(float base, float sum) {
        int lane = threadIdx.x % 32, place = (C > 1 ? cluster_rank() * WARPS : 0) + threadIdx.x / 32;
        if (C > 1) {
            if (lane < 2 * C) store_in_block(lane % 2 ? &sums[place] : &bases[place], lane / 2, lane % 2 ? sum : base);
            arrive_at_cluster();
            wait_for_cluster();
        } else {
            if (lane == 0) bases[place] = base, sums[place] = sum;
            __syncthreads();
        }
    }

    // What the exponentials taken from `own` are to be multiplied with.
    template <class T>
    DEVICE float share(float own) const {
        float base[COUNT], sum[COUNT], most = -INFINITE, total = 0;
#pragma unroll
        for (int k = 0; k < COUNT; ++k) {
            int place = k * 32 + threadIdx.x % 32;
            bool is_told = place < C * WARPS;
            base[k] = is_told ? bases[place] : -INFINITE;
            sum[k] = is_told ? sums[place] : 0.f;
            most = fmaxf(most, base[k]);
        }
        most = combine_warp<false>(most);
#pragma unroll
        for (int k = 0; k < COUNT; ++k) total += sum[k] == 0 || base[k] == most ? sum[k] : sum[k] * ratio<T>(base[k], most);
        return (own == most ? 1.f : ratio<T>(own, most)) / combine_warp<true>(total);
    }
};

template <class T, int C>
DEVICE void softmax_shared(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T), LANES = C * THREADS;
    // Exponentials of float32 are kept in place of elements; of float16 they are found twice, as they would be rounded.
    constexpr bool IS_REPLACED = sizeof(T) == 4;
    SHARED_AT_LAUNCH(u128, kept);
    __shared__ WarpSums<C> told;
    if (C > 1) begin_in_cluster();
    const int lane = (C > 1 ? cluster_rank() * THREADS : 0) + (int)threadIdx.x;
    const i64 row = blockIdx.x / C;
    Line<T, int> line(p, row);
    // A thread reads what it has copied itself: no other waits for it.
    u128* own = kept + threadIdx.x;
    const int count = max(0, (line.packs - lane + LANES - 1) / LANES);
#pragma unroll
    for (int k = 0; k < PACKS; ++k)
        if (k < count) copy_pack(own + k * THREADS, line.body() + lane + k * LANES, true);
    end_of_copies();
    // One element for each of the first threads, of what lies before the packs and then of what lies behind them.
    const bool has_end = lane < line.head + line.tail;
    const int end_at = lane < line.head ? lane : lane + line.packs * V;
    float end = has_end ? load_as<float>(line.in[end_at]) : -INFINITE;
    // All blocks have begun: before that they have no shared memory.
    if (C > 1) wait_for_cluster();
    wait_for_copies<0>();
    Greatest<T> greatest;
#pragma unroll
    for (int k = 0; k < PACKS; ++k)
        if (k < count) greatest.add(own[k * THREADS]);
    const float most = combine_warp<false>(fmaxf(end, greatest.all()));
    const float base = most == -INFINITE ? 0.f : base_of<T>(most);
    end = exponential<T>(end, base);
    float sums[2] = {end, 0};
#pragma unroll 2
    for (int k = 0; k < PACKS; ++k) {
        if (k >= count) break;
        float x[V];
        u128 words = own[k * THREADS];
        unpack<T>(words, x);
#pragma unroll
        for (int v = 0; v < V; ++v) {
            x[v] = exponential<T>(x[v], base);
            sums[v % 2] += x[v];
            if (IS_REPLACED) words.of[v % 4] = float_to_bits(x[v]);
        }
        if (IS_REPLACED) own[k * THREADS] = words;
    }
    const float sum = combine_warp<true>(sums[0] + sums[1]), told_base = sum == 0 ? -INFINITE : base;
    told.tell(told_base, sum);
    const float share = told.template share<T>(told_base);
#pragma unroll 2
    for (int k = 0; k < PACKS; ++k) {
        if (k >= count) break;
        float x[V];
        unpack<T>(own[k * THREADS], x);
        Pack<T, V> made;
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(made.of[v], (IS_REPLACED ? x[v] : exponential<T>(x[v], base)) * share);
        line.results()[lane + k * LANES] = made;
    }
    if (has_end) store_as(line.out[end_at], end * share);
    line.clear_rest(p, row, lane, LANES);
}

SIZED_KERNEL(softmax_shared_1_float32, SoftmaxParams, 512, 3) { softmax_shared<float, 1>(p); }
SIZED_KERNEL(softmax_shared_1_float16, SoftmaxParams, 512, 3) { softmax_shared<half_t, 1>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_2_float32, SoftmaxParams, 2, 512, 3) { softmax_shared<float, 2>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_2_float16, SoftmaxParams, 2, 512, 3) { softmax_shared<half_t, 2>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_4_float32, SoftmaxParams, 4, 512, 3) { softmax_shared<float, 4>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_4_float16, SoftmaxParams, 4, 512, 3) { softmax_shared<half_t, 4>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_8_float32, SoftmaxParams, 8, 512, 3) { softmax_shared<float, 8>(p); }
SIZED_CLUSTER_KERNEL(softmax_shared_8_float16, SoftmaxParams, 8, 512, 3) { softmax_shared<half_t, 8>(p); }
