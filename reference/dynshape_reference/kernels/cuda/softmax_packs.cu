// Softmax across rows that are whole packs of 16 bytes: threads stand side by side along inner, each with a pack of
// 8 rows. What warps find of their rows, a greatest element and a sum of exponentials, is put together once.
#include "packs.cuh"
#include "softmax.cuh"

// Elements in a word of 32 bits.
template <class T>
DEVICE void numbers_of(u32 word, float* x);
template <>
DEVICE void numbers_of<float>(u32 word, float* x) { *x = bits_to_float((int)word); }
template <>
DEVICE void numbers_of<half_t>(u32 word, float* x) { numbers_of_halves(word, x[0], x[1]); }
template <class T>
DEVICE u32 word_of(const float* x);
template <>
DEVICE u32 word_of<float>(const float* x) { return float_to_bits(*x); }
template <>
DEVICE u32 word_of<half_t>(const float* x) { return halves_of(x[0], x[1]); }
template <class T>
DEVICE u32 least_word();
template <>
DEVICE u32 least_word<float>() { return 0xff800000u; }
template <>
DEVICE u32 least_word<half_t>() { return 0xfc00fc00u; }
// NaN does not count.
template <class T>
DEVICE u32 greater_word(u32 a, u32 b);
template <>
DEVICE u32 greater_word<float>(u32 a, u32 b) {
    return float_to_bits(fmaxf(bits_to_float((int)a), bits_to_float((int)b)));
}
template <>
DEVICE u32 greater_word<half_t>(u32 a, u32 b) { return greater_halves(a, b); }

// Of a column the base of all that was found, and the sum from there, from bases at `parts` and again and again
// 2 * `width` behind, whose sums are `width` behind each. `to` may be the first of them.
template <class T>
DEVICE void combine_parts(const float* parts, int count, int width, float* to, int behind) {
    float base = -INFINITE, sum = 0;
#pragma unroll 4
    for (int k = 0; k < count; ++k) base = fmaxf(base, parts[2 * k * width]);
#pragma unroll 4
    for (int k = 0; k < count; ++k) {
        float part = parts[(2 * k + 1) * width];
        sum += part == 0 ? 0.f : part * ratio<T>(parts[2 * k * width], base);
    }
    to[0] = base;
    to[behind] = sum;
}

// A block, or a cluster, has whole columns.
template <class T, int THREADS, bool CLUSTERED = false>
DEVICE void softmax_packs(const SoftmaxParams& p) {
    constexpr int E = 4 / sizeof(T), V = 4 * E, P = 8, MOST = 8 * V, C = CLUSTERED ? CLUSTER : 1;
    alignas(16) __shared__ float parts[2 * THREADS * V];
    __shared__ float blocks[C][CLUSTERED ? 2 * MOST : 1];
    if (CLUSTERED) begin_in_cluster();
    int across = blockDim.x, below = C * blockDim.y;
    int rank = CLUSTERED ? cluster_rank() : 0, line = rank * blockDim.y + threadIdx.y;
    u32 block = blockIdx.x / C, o = block / p.tiles, tile = block - o * p.tiles;
    i64 column = ((i64)tile * across + threadIdx.x) * V, step = below * p.inner * sizeof(T);
    i64 first = (o * p.length + line) * p.inner + column;
    int rows = column < p.inner ? (int)p.length - line : 0;
    const u8* in = reinterpret_cast<const u8*>(static_cast<const T*>(p.in) + first);
    u128 packs[P];
    // All are on their way before the first is waited for. What is not there is -infinity.
#pragma unroll
    for (int k = 0; k < P; ++k, in += step) {
#pragma unroll
        for (int n = 0; n < 4; ++n) packs[k].of[n] = least_word<T>();
        if (k * below < rows) packs[k] = *reinterpret_cast<const u128*>(in);
    }
    float base[V], sum[V];
#pragma unroll
    for (int n = 0; n < 4; ++n) {
        u32 most = packs[0].of[n];
#pragma unroll
        for (int k = 1; k < P; ++k) most = greater_word<T>(most, packs[k].of[n]);
        for (int mask = across; mask < 32; mask *= 2) most = greater_word<T>(most, __shfl_xor_sync(~0u, most, mask));
        numbers_of<T>(most, base + n * E);
    }
#pragma unroll
    for (int v = 0; v < V; ++v) base[v] = base[v] == -INFINITE ? 0.f : base_of<T>(base[v]), sum[v] = 0;
    // Exponentials of float32 are kept in place of elements; of float16 they are found twice, as they would be rounded.
    constexpr bool IS_REPLACED = E == 1;
#pragma unroll
    for (int n = 0; n < 4; ++n)
#pragma unroll
        for (int k = 0; k < P; ++k) {
            float x[E];
            numbers_of<T>(packs[k].of[n], x);
#pragma unroll
            for (int e = 0; e < E; ++e) sum[n * E + e] += x[e] = exponential<T>(x[e], base[n * E + e]);
            if (IS_REPLACED) packs[k].of[n] = word_of<T>(x);
        }
#pragma unroll
    for (int v = 0; v < V; ++v)
        for (int mask = across; mask < 32; mask *= 2) sum[v] += __shfl_xor_sync(~0u, sum[v], mask);
    // Of the threads of a warp that have the same columns, the first tell what they have found.
    int width = across * V, group = across < 32 ? (threadIdx.y * across + threadIdx.x) / 32 : threadIdx.y;
    int groups = across < 32 ? across * blockDim.y / 32 : blockDim.y;
    float *own = parts + 2 * group * width + threadIdx.x * V, *whole = parts + threadIdx.x * V;
    if (across >= 32 || threadIdx.y * across % 32 == 0)
#pragma unroll
        for (int v = 0; v < V; ++v) {
            own[v] = sum[v] == 0 ? -INFINITE : base[v];
            own[width + v] = sum[v];
        }
    __syncthreads();
    for (int c = threadIdx.y * across + threadIdx.x; c < width; c += across * blockDim.y) {
        float* found = CLUSTERED ? blocks[rank] + c : parts + c;
        combine_parts<T>(parts + c, groups, width, found, CLUSTERED ? MOST : width);
    }
    if constexpr (CLUSTERED) {
        share_with_cluster(blocks, MOST + width);
        for (int c = threadIdx.y * across + threadIdx.x; c < width; c += across * blockDim.y)
            combine_parts<T>(blocks[0] + c, C, MOST, parts + c, width);
    }
    __syncthreads();
#pragma unroll
    for (int v = 0; v < V; ++v) {
        sum[v] = (IS_REPLACED ? sum[v] == 0 ? 0.f : ratio<T>(base[v], whole[v]) : 1.f) / whole[width + v];
        base[v] = whole[v];
    }
    u8* out = reinterpret_cast<u8*>(static_cast<T*>(p.out) + first);
#pragma unroll
    for (int k = 0; k < P; ++k, out += step) {
#pragma unroll
        for (int n = 0; n < 4; ++n) {
            float x[E];
            numbers_of<T>(packs[k].of[n], x);
#pragma unroll
            for (int e = 0; e < E; ++e)
                x[e] = (IS_REPLACED ? x[e] : exponential<T>(x[e], base[n * E + e])) * sum[n * E + e];
            packs[k].of[n] = word_of<T>(x);
        }
        if (k * below < rows) store_pack(out, packs[k]);
    }
}

BLOCK_KERNEL(softmax_packs_float32, SoftmaxParams) { softmax_packs<float, 256>(p); }
BLOCK_KERNEL(softmax_packs_float16, SoftmaxParams) { softmax_packs<half_t, 256>(p); }
WIDE_KERNEL(softmax_tall_packs_float32, SoftmaxParams) { softmax_packs<float, 512>(p); }
WIDE_KERNEL(softmax_tall_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512>(p); }
CLUSTER_KERNEL(softmax_cluster_packs_float32, SoftmaxParams) { softmax_packs<float, 512, true>(p); }
CLUSTER_KERNEL(softmax_cluster_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512, true>(p); }
