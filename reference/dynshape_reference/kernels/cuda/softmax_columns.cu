// Softmax across rows that are not kept in registers, or begin at no multiple of 16 bytes: threads stand side by side
// along inner and read each element twice.
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

BIG_BLOCK_KERNEL(softmax_long_columns_float32, SoftmaxParams) { softmax_long_columns<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_columns_float16, SoftmaxParams) { softmax_long_columns<half_t>(p); }
