// Softmax across rows: threads stand side by side along inner, each with a pack of 16 bytes of 8 rows. What warps find of
// their rows, a greatest element and a sum of exponentials, is put together once.
//
// Where rows are no whole packs (RAGGED), a warp has rows whose packs begin at the same columns, which is so of every
// eighth row: nothing is shifted. The first of its packs may begin before the block's columns, the last end behind them;
// of these the elements that are the block's are stored one by one.
#include "packs.cuh"
#include "softmax.cuh"
#include "cluster.cuh"

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

// A block, or a cluster of C, has whole columns; blocks have 8 warps at least where rows are RAGGED.
template <class T, int THREADS, bool RAGGED, int C = 1>
DEVICE void softmax_packs(const SoftmaxParams& p) {
    constexpr int SIZE = sizeof(T), E = 4 / SIZE, V = 4 * E, P = 8, MOST = (RAGGED ? 17 : 8) * V, WARPS = THREADS / 32;
    alignas(16) __shared__ float parts[2 * V * (THREADS + (RAGGED ? WARPS : 0))];
    __shared__ float blocks[C][C > 1 ? 2 * MOST : 1];
    __shared__ int kept[2][THREADS];
    if (C > 1) begin_in_cluster();
    int across = blockDim.x, below = C * blockDim.y, rank = C > 1 ? cluster_rank() : 0;
    int thread = threadIdx.y * across + threadIdx.x, warps = across * blockDim.y / 32;
    int line = RAGGED ? thread / 32 + warps * (rank * (32 / across) + thread % 32 / across) : rank * blockDim.y + threadIdx.y;
    u32 block = blockIdx.x / C, o = block / p.tiles, tile = block - o * p.tiles;
    i64 column = (i64)tile * (RAGGED ? across - 1 : across) * V, step = below * p.inner * SIZE;
    i64 first = (o * p.length + line) * p.inner + column;
    // Bytes from the first column on: where the thread's pack begins, and how many there are.
    int past = RAGGED ? (int)(first * SIZE & 15) : 0, from = threadIdx.x * 16 - past;
    int width = (int)min((i64)(RAGGED ? across - 1 : across) * V, p.inner - column) * SIZE;
    int rows = from < width ? (int)p.length - line : 0;
    const u8* in = reinterpret_cast<const u8*>(static_cast<const T*>(p.in) + first) + from;
    u128 packs[P];
    // All are on their way before the first is waited for. What is not there is -infinity.
#pragma unroll
    for (int k = 0; k < P; ++k, in += step) {
#pragma unroll
        for (int n = 0; n < 4; ++n) packs[k].of[n] = least_word<T>();
        if (k * below < rows) packs[k] = *reinterpret_cast<const u128*>(in);
    }
    // Until results are stored: registers are scarce.
    kept[0][thread] = from, kept[1][thread] = rows;
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
    int wide = (RAGGED ? across + 1 : across) * V, group = across < 32 ? thread / 32 : threadIdx.y;
    int groups = across < 32 ? warps : blockDim.y, place = RAGGED ? from / SIZE + V : threadIdx.x * V;
    float *own = parts + 2 * group * wide + place, *whole = parts + place;
    if (across >= 32 || threadIdx.y * across % 32 == 0)
#pragma unroll
        for (int v = 0; v < V; ++v) {
            own[v] = sum[v] == 0 ? -INFINITE : base[v];
            own[wide + v] = sum[v];
        }
    __syncthreads();
    for (int c = thread; c < wide; c += across * blockDim.y) {
        float* found = C > 1 ? blocks[rank] + c : parts + c;
        combine_parts<T>(parts + c, groups, wide, found, C > 1 ? MOST : wide);
    }
    if constexpr (C > 1) {
        share_with_cluster(blocks, MOST + wide);
#pragma unroll 1
        for (int c = thread; c < wide; c += across * blockDim.y) combine_parts<T>(blocks[0] + c, C, MOST, parts + c, wide);
    }
    __syncthreads();
#pragma unroll
    for (int v = 0; v < V; ++v) {
        sum[v] = (IS_REPLACED ? sum[v] == 0 ? 0.f : ratio<T>(base[v], whole[v]) : 1.f) / whole[wide + v];
        base[v] = whole[v];
    }
    from = kept[0][thread], rows = kept[1][thread];
    u8* out = reinterpret_cast<u8*>(static_cast<T*>(p.out) + first) + from;
    bool is_whole = !RAGGED || (from >= 0 && from + 16 <= width);
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
        if (k * below >= rows) continue;
        if (is_whole) store_pack(out, packs[k]);
        else
#pragma unroll
            for (int v = 0; v < V; ++v) {
                int at = from + v * SIZE;
                u32 word = packs[k].of[v / E];
                if (at < 0 || at >= width) continue;
                if (E == 1) *reinterpret_cast<u32*>(out + v * SIZE) = word;
                else *reinterpret_cast<unsigned short*>(out + v * SIZE) = (unsigned short)(word >> v % 2 * 16);
            }
    }
}

BLOCK_KERNEL(softmax_packs_float32, SoftmaxParams) { softmax_packs<float, 256, false>(p); }
BLOCK_KERNEL(softmax_packs_float16, SoftmaxParams) { softmax_packs<half_t, 256, false>(p); }
WIDE_KERNEL(softmax_tall_packs_float32, SoftmaxParams) { softmax_packs<float, 512, false>(p); }
WIDE_KERNEL(softmax_tall_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512, false>(p); }
CLUSTER_KERNEL(softmax_cluster_packs_float32, SoftmaxParams) { softmax_packs<float, 512, false, CLUSTER>(p); }
CLUSTER_KERNEL(softmax_cluster_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512, false, CLUSTER>(p); }
BLOCK_KERNEL(softmax_ragged_packs_float32, SoftmaxParams) { softmax_packs<float, 256, true>(p); }
BLOCK_KERNEL(softmax_ragged_packs_float16, SoftmaxParams) { softmax_packs<half_t, 256, true>(p); }
WIDE_KERNEL(softmax_tall_ragged_packs_float32, SoftmaxParams) { softmax_packs<float, 512, true>(p); }
WIDE_KERNEL(softmax_tall_ragged_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512, true>(p); }
CLUSTER_KERNEL(softmax_cluster_ragged_packs_float32, SoftmaxParams) { softmax_packs<float, 512, true, CLUSTER>(p); }
CLUSTER_KERNEL(softmax_cluster_ragged_packs_float16, SoftmaxParams) { softmax_packs<half_t, 512, true, CLUSTER>(p); }
