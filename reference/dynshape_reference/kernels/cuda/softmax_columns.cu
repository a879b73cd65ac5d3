// Softmax across rows: threads stand side by side along inner.
#include "softmax.cuh"

// Of the threads of a block that have the same columns: blockDim.x, a power of 2, stand side by side. `lines` is used
// for this alone, once.
template <bool IS_SUM, int V>
DEVICE void combine_columns(float (&value)[V], float* lines) {
    int across = blockDim.x, thread = threadIdx.y * across + threadIdx.x;
    for (int mask = across; mask < 32; mask *= 2)
#pragma unroll
        for (int v = 0; v < V; ++v) value[v] = combined<IS_SUM>(value[v], __shfl_xor_sync(~0u, value[v], mask));
    int below = max(across, 32), count = across * blockDim.y / below;
    if (count == 1) return;
    Pack<float, V>* packs = reinterpret_cast<Pack<float, V>*>(lines);
    if (thread % below < across)
#pragma unroll
        for (int v = 0; v < V; ++v) packs[thread / below * across + threadIdx.x].of[v] = value[v];
    __syncthreads();
#pragma unroll
    for (int v = 0; v < V; ++v) value[v] = packs[threadIdx.x].of[v];
#pragma unroll 4
    for (int k = 1; k < count; ++k) {
        Pack<float, V> next = packs[k * across + threadIdx.x];
#pragma unroll
        for (int v = 0; v < V; ++v) value[v] = combined<IS_SUM>(value[v], next.of[v]);
    }
}

// Of each column of a cluster's blocks: `sums`, from a base each, become shares.
template <class T, int WIDTH, int V>
DEVICE void shares_in_cluster(const float (&bases)[V], float (&sums)[V]) {
    __shared__ float parts[CLUSTER][2 * WIDTH], shares[WIDTH];
    int width = blockDim.x * V, own = threadIdx.x * V;
    float* found = parts[cluster_rank()];
    if (threadIdx.y == 0)
#pragma unroll
        for (int v = 0; v < V; ++v) {
            found[own + v] = sums[v] == 0 ? -INFINITE : bases[v];
            found[width + own + v] = sums[v];
        }
    share_with_cluster(parts, 2 * width);
    for (int c = threadIdx.y * blockDim.x + threadIdx.x; c < width; c += blockDim.x * blockDim.y)
        shares[c] = share_of_sums<T>(found[c], [&](int k, int n) { return parts[k][n * width + c]; });
    __syncthreads();
#pragma unroll
    for (int v = 0; v < V; ++v) sums[v] = shares[own + v];
}

// A block, or a cluster, has whole columns, V a thread side by side; each thread has P of their rows.
template <class T, int V, int P, int THREADS, bool CLUSTERED = false>
DEVICE void softmax_columns(const SoftmaxParams& p) {
    alignas(16) __shared__ float lines[2][THREADS * V];
    if (CLUSTERED) begin_in_cluster();
    u32 block = CLUSTERED ? blockIdx.x / CLUSTER : blockIdx.x;
    int below = CLUSTERED ? CLUSTER * blockDim.y : blockDim.y;
    int line = CLUSTERED ? cluster_rank() * blockDim.y + threadIdx.y : threadIdx.y;
    u32 o = block / p.tiles, tile = block - o * p.tiles;
    i64 column = ((i64)tile * blockDim.x + threadIdx.x) * V, step = below * p.inner * sizeof(T);
    i64 start = ((o * p.length + line) * p.inner + column) * sizeof(T);
    int rows = column < p.inner ? (int)p.length - line : 0;
    const u8* in = static_cast<const u8*>(p.in) + start;
    u8* out = static_cast<u8*>(p.out) + start;
    Pack<T, V> packs[P];
    float x[P * V], most[V], sum[V];
    // What is not there is -infinity from the start: then nothing waits for a load before the last of them has begun.
#pragma unroll
    for (int k = 0; k < P; ++k, in += step)
        if (k * below < rows) packs[k] = *reinterpret_cast<const Pack<T, V>*>(in);
        else
#pragma unroll
            for (int v = 0; v < V; ++v) store_as(packs[k].of[v], -INFINITE);
#pragma unroll
    for (int v = 0; v < V; ++v) most[v] = -INFINITE, sum[v] = 0;
#pragma unroll
    for (int k = 0; k < P; ++k)
#pragma unroll
        for (int v = 0; v < V; ++v) {
            x[k * V + v] = load_as<float>(packs[k].of[v]);
            most[v] = fmaxf(most[v], x[k * V + v]);
        }
    combine_columns<false>(most, lines[0]);
#pragma unroll
    for (int v = 0; v < V; ++v) {
        most[v] = CLUSTERED && most[v] == -INFINITE ? 0.f : base_of<T>(most[v]);
#pragma unroll
        for (int k = 0; k < P; ++k) sum[v] += x[k * V + v] = exponential<T>(x[k * V + v], most[v]);
    }
    combine_columns<true>(sum, lines[1]);
    if (CLUSTERED) shares_in_cluster<T, 32 * V>(most, sum);
    else
#pragma unroll
        for (int v = 0; v < V; ++v) sum[v] = 1.f / sum[v];
#pragma unroll
    for (int k = 0; k < P; ++k, out += step) {
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(packs[k].of[v], x[k * V + v] * sum[v]);
        if (k * below < rows) *reinterpret_cast<Pack<T, V>*>(out) = packs[k];
    }
}

// Columns of any length, each of a line of threads.
template <class T>
DEVICE void softmax_long_columns(const SoftmaxParams& p) {
    constexpr int K = 8;
    alignas(16) __shared__ float lines[2][1024];
    u32 o = blockIdx.x / p.tiles, tile = blockIdx.x - o * p.tiles;
    i64 column = (i64)tile * blockDim.x + threadIdx.x, start = o * p.length * p.inner + column;
    i64 rows = column < p.inner ? p.length : 0, step = blockDim.y;
    const T* in = static_cast<const T*>(p.in) + start;
    T* out = static_cast<T*>(p.out) + start;
    Running r = {-INFINITE, 0.f};
    i64 row = threadIdx.y;
    for (; row + (K - 1) * step < rows; row += K * step) {
        float x[K];
#pragma unroll
        for (int k = 0; k < K; ++k) x[k] = load_as<float>(in[(row + k * step) * p.inner]);
        r.add(x);
    }
    for (; row < rows; row += step) {
        float x[1] = {load_as<float>(in[row * p.inner])};
        r.add(x);
    }
    float most[1] = {r.most};
    combine_columns<false>(most, lines[0]);
    float base = base_of<T>(most[0]), sum[1] = {r.sum_from<T>(base)};
    combine_columns<true>(sum, lines[1]);
    float share = 1.f / sum[0];
#pragma unroll 4
    for (row = threadIdx.y; row < rows; row += step)
        store_as(out[row * p.inner], exponential<T>(load_as<float>(in[row * p.inner]), base) * share);
}

BLOCK_KERNEL(softmax_columns_float32, SoftmaxParams) { softmax_columns<float, 1, 32, 256>(p); }
BLOCK_KERNEL(softmax_columns_float16, SoftmaxParams) { softmax_columns<half_t, 1, 32, 256>(p); }
BIG_BLOCK_KERNEL(softmax_tall_columns_float32, SoftmaxParams) { softmax_columns<float, 1, 32, 1024>(p); }
BIG_BLOCK_KERNEL(softmax_tall_columns_float16, SoftmaxParams) { softmax_columns<half_t, 1, 32, 1024>(p); }
CLUSTER_KERNEL(softmax_cluster_columns_float32, SoftmaxParams) { softmax_columns<float, 1, 32, 512, true>(p); }
CLUSTER_KERNEL(softmax_cluster_columns_float16, SoftmaxParams) { softmax_columns<half_t, 1, 32, 512, true>(p); }
BIG_BLOCK_KERNEL(softmax_long_columns_float32, SoftmaxParams) { softmax_long_columns<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_columns_float16, SoftmaxParams) { softmax_long_columns<half_t>(p); }
