// Softmax along short rows that begin anywhere, by way of shared memory: a block's rows are read and written as one line.
#include "copies.cuh"
#include "softmax.cuh"

// Four threads have a row, of up to E elements each. The rows of neighbouring fours are 4 apart: then the threads of a
// warp meet different banks, where a row is an odd number of words or of halves of them.
template <class T, int E>
DEVICE void softmax_short(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T), ROWS = 64, K = ROWS * 4 * E / V / 256;
    __shared__ u128 words[256 * K];
    i64 first = (i64)blockIdx.x * ROWS;
    int rows = (int)min((i64)ROWS, p.outer - first), length = (int)p.length;
    int count = rows * length, packs = count / V, rest = packs * V + threadIdx.x;
    const T* in = static_cast<const T*>(p.in) + first * length;
    T* out = static_cast<T*>(p.out) + first * length;
    T* kept = reinterpret_cast<T*>(words);
    copy_line<K>(words, in, count);
    int lane = threadIdx.x % 4, four = threadIdx.x / 4, row = four % 8 * 4 + four / 8 % 4 + four / 32 * 32;
    int left = row < rows ? length - lane : 0;
    T* line = kept + row * length + lane;
    float x[E], most = -INFINITE, sum = 0;
#pragma unroll
    for (int k = 0; k < E; ++k) {
        x[k] = -INFINITE;
        if (k * 4 < left) x[k] = load_as<float>(line[k * 4]);
        most = fmaxf(most, x[k]);
    }
    for (int mask = 1; mask < 4; mask *= 2) most = fmaxf(most, __shfl_xor_sync(~0u, most, mask));
    float base = base_of<T>(most);
#pragma unroll
    for (int k = 0; k < E; ++k) sum += x[k] = exponential<T>(x[k], base);
    for (int mask = 1; mask < 4; mask *= 2) sum += __shfl_xor_sync(~0u, sum, mask);
    float share = 1.f / sum;
#pragma unroll
    for (int k = 0; k < E; ++k)
        if (k * 4 < left) store_as(line[k * 4], x[k] * share);
    __syncthreads();
#pragma unroll
    for (int k = 0; k < K; ++k)
        if (int at = threadIdx.x + 256 * k; at < packs) reinterpret_cast<u128*>(out)[at] = words[at];
    if (rest < count) out[rest] = kept[rest];
}

SMALL_KERNEL(softmax_short_float32, SoftmaxParams) { softmax_short<float, 16>(p); }
SMALL_KERNEL(softmax_short_float16, SoftmaxParams) { softmax_short<half_t, 16>(p); }
