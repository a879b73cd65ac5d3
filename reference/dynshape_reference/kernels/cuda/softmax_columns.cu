// Softmax across rows: threads stand side by side along inner.
#include "softmax.cuh"

// Of the threads that have the same columns: blockDim.x, a power of 2, stand side by side.
template <bool IS_SUM, int V>
DEVICE void combine_columns(float (&value)[V]) {
    alignas(16) __shared__ float lines[V == 1 ? 1024 : 256 * V];
    int across = blockDim.x, width = across * V, thread = threadIdx.y * across + threadIdx.x;
    for (int mask = across; mask < 32; mask *= 2)
#pragma unroll
        for (int v = 0; v < V; ++v) value[v] = combined<IS_SUM>(value[v], __shfl_xor_sync(~0u, value[v], mask));
    int below = max(across, 32), count = across * blockDim.y / below;
    Pack<float, V>* packs = reinterpret_cast<Pack<float, V>*>(lines);
    __syncthreads();
    if (thread % below < across)
#pragma unroll
        for (int v = 0; v < V; ++v) packs[thread / below * across + threadIdx.x].of[v] = value[v];
    __syncthreads();
    for (int c = thread; c < width && count > 1; c += across * blockDim.y) {
        float total = lines[c];
        for (int k = 1; k < count; ++k) total = combined<IS_SUM>(total, lines[k * width + c]);
        lines[c] = total;
    }
    __syncthreads();
#pragma unroll
    for (int v = 0; v < V; ++v) value[v] = packs[threadIdx.x].of[v];
}

// A block has whole columns, V a thread side by side; each thread has P of their rows.
template <class T, int V, int P>
DEVICE void softmax_columns(const SoftmaxParams& p) {
    u32 o = blockIdx.x / p.tiles, tile = blockIdx.x - o * p.tiles;
    i64 column = ((i64)tile * blockDim.x + threadIdx.x) * V, start = o * p.length * p.inner + column;
    i64 rows = column < p.inner ? p.length : 0;
    const T* in = static_cast<const T*>(p.in) + start;
    T* out = static_cast<T*>(p.out) + start;
    constexpr bool KEEPS = P * V <= 32;
    Pack<T, V> packs[P];
    float kept[KEEPS ? P * V : 1];
    float most[V], sum[V];
#pragma unroll
    for (int k = 0; k < P; ++k) {
        i64 row = threadIdx.y + k * blockDim.y;
        if (row < rows) packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + row * p.inner);
    }
#pragma unroll
    for (int v = 0; v < V; ++v) most[v] = -INFINITE, sum[v] = 0;
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (threadIdx.y + k * blockDim.y < rows)
#pragma unroll
            for (int v = 0; v < V; ++v) most[v] = fmaxf(most[v], load_as<float>(packs[k].of[v]));
    combine_columns<false>(most);
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (threadIdx.y + k * blockDim.y < rows)
#pragma unroll
            for (int v = 0; v < V; ++v) {
                float e = exponential<T>(load_as<float>(packs[k].of[v]), most[v]);
                if (KEEPS) kept[k * V + v] = e;
                sum[v] += e;
            }
    combine_columns<true>(sum);
#pragma unroll
    for (int v = 0; v < V; ++v) sum[v] = 1.f / sum[v];
#pragma unroll
    for (int k = 0; k < P; ++k) {
        i64 row = threadIdx.y + k * blockDim.y;
        if (row >= rows) continue;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float e = KEEPS ? kept[k * V + v] : exponential<T>(load_as<float>(packs[k].of[v]), most[v]);
            store_as(packs[k].of[v], e * sum[v]);
        }
        *reinterpret_cast<Pack<T, V>*>(out + row * p.inner) = packs[k];
    }
}

// Columns of any length, each of a line of threads.
template <class T>
DEVICE void softmax_long_columns(const SoftmaxParams& p) {
    constexpr int K = 8;
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
    combine_columns<false>(most);
    float sum[1] = {r.sum == 0 || r.most == most[0] ? r.sum : r.sum * expf(r.most - most[0])};
    combine_columns<true>(sum);
    float share = 1.f / sum[0];
#pragma unroll 4
    for (row = threadIdx.y; row < rows; row += step)
        store_as(out[row * p.inner], exponential<T>(load_as<float>(in[row * p.inner]), most[0]) * share);
}

BLOCK_KERNEL(softmax_columns_float32, SoftmaxParams) { softmax_columns<float, 1, 16>(p); }
BLOCK_KERNEL(softmax_columns_float16, SoftmaxParams) { softmax_columns<half_t, 1, 16>(p); }
BLOCK_KERNEL(softmax_packs_float32, SoftmaxParams) { softmax_columns<float, 4, 8>(p); }
BLOCK_KERNEL(softmax_packs_float16, SoftmaxParams) { softmax_columns<half_t, 8, 4>(p); }
BIG_BLOCK_KERNEL(softmax_tall_columns_float32, SoftmaxParams) { softmax_columns<float, 1, 16>(p); }
BIG_BLOCK_KERNEL(softmax_tall_columns_float16, SoftmaxParams) { softmax_columns<half_t, 1, 16>(p); }
BIG_BLOCK_KERNEL(softmax_tall_packs_float32, SoftmaxParams) { softmax_columns<float, 4, 8>(p); }
BIG_BLOCK_KERNEL(softmax_tall_packs_float16, SoftmaxParams) { softmax_columns<half_t, 8, 4>(p); }
BIG_BLOCK_KERNEL(softmax_long_columns_float32, SoftmaxParams) { softmax_long_columns<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_columns_float16, SoftmaxParams) { softmax_long_columns<half_t>(p); }
