// Reductions across rows: threads stand side by side along inner and go down.
#include "packs.cuh"
#include "reduce.cuh"

constexpr int THREADS = 256, ACROSS = 16, BELOW = THREADS / ACROSS;

// The totals of the lines of threads of a block, which share columns: one thread a column goes on with it.
template <int OP, int STRIDE, class C, class Done>
DEVICE void combine_lines(const C* lines, int count, int width, Done done) {
    for (int c = threadIdx.y * ACROSS + threadIdx.x; c < width; c += THREADS) {
        C total = lines[c];
        for (int k = 1; k < count; ++k) total = combined<OP>(total, lines[k * STRIDE + c]);
        done(c, total);
    }
}

// A thread reads packs between multiples of 16 bytes. Its rows are BELOW apart, a multiple of a pack's elements, so that
// all of them begin alike between those multiples: the pack has the same columns in each, of which the first may belong
// to the row before and the last to the next. A block has `width` columns; blockIdx.y is the split.
template <class C, class T, int OP>
DEVICE void reduce_columns(const ReduceParams& p) {
    constexpr int V = 16 / sizeof(T), STRIDE = ACROSS * V, K = 4;
    static_assert(BELOW % V == 0, "rows of a thread begin alike");
    C* lines = shared_array<C, BELOW * STRIDE>();
    u32 o = blockIdx.x / p.tiles, tile = blockIdx.x - o * p.tiles;
    i64 begin = (i64)tile * p.width, first = blockIdx.y * p.share, end = min(first + p.share, p.length);
    int width = (int)min((i64)p.width, p.inner - begin);
    const T* data = static_cast<const T*>(p.in) + (o * p.length + first + threadIdx.y) * p.inner + begin;
    int column = threadIdx.x * V - elements_past_16_bytes(data);
    C acc[V];
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = identity<C>(OP);
    if (column < width) {
        data += column;
        i64 step = BELOW * p.inner, left = end - first - threadIdx.y;
        for (; left > BELOW * (K - 1); left -= BELOW * K, data += K * step) {
            Pack<T, V> packs[K];
#pragma unroll
            for (int k = 0; k < K; ++k) packs[k] = *reinterpret_cast<const Pack<T, V>*>(data + k * step);
#pragma unroll
            for (int k = 0; k < K; ++k) combine_pack<OP>(acc, packs[k]);
        }
        for (; left > 0; left -= BELOW, data += step)
            combine_pack<OP>(acc, *reinterpret_cast<const Pack<T, V>*>(data));
    }
#pragma unroll
    for (int v = 0; v < V; ++v)
        if (column + v >= 0 && column + v < width) lines[threadIdx.y * STRIDE + column + v] = acc[v];
    __syncthreads();
    i64 results = p.outer * p.inner, place = o * p.inner + begin;
    volatile C* parts = static_cast<C*>(p.parts) + place;
    combine_lines<OP, STRIDE>(lines, BELOW, width, [&](int c, C total) {
        if (gridDim.y == 1) put(p, place + c, total);
        else parts[blockIdx.y * results + c] = total;
    });
    if (gridDim.y == 1 || !is_last_split(p)) return;
    // All threads read the parts: more than one has a column, where there are fewer columns than threads.
    constexpr int LINES = THREADS > STRIDE ? THREADS / STRIDE : 1, AHEAD = 16;
    int thread = threadIdx.y * ACROSS + threadIdx.x, line = thread / STRIDE;
    for (int own = thread % STRIDE; own < width; own += THREADS) {
        C total = identity<C>(OP);
        u32 split = line;
        for (; split + (AHEAD - 1) * LINES < gridDim.y; split += AHEAD * LINES) {
            C next[AHEAD];
#pragma unroll
            for (int k = 0; k < AHEAD; ++k) next[k] = parts[(split + k * LINES) * results + own];
#pragma unroll
            for (int k = 0; k < AHEAD; ++k) total = combined<OP>(total, next[k]);
        }
        for (; split < gridDim.y; split += LINES) total = combined<OP>(total, (C)parts[split * results + own]);
        lines[line * STRIDE + own] = total;
    }
    __syncthreads();
    combine_lines<OP, STRIDE>(lines, LINES, width, [&](int c, C total) { put(p, place + c, total); });
}

BLOCK_KERNEL(reduce_columns_float32, ReduceParams) { BY_OPERATION(reduce_columns, float, float) }
BLOCK_KERNEL(reduce_columns_float16, ReduceParams) { BY_OPERATION(reduce_columns, float, half_t) }
BLOCK_KERNEL(reduce_columns_int8, ReduceParams) { BY_OPERATION(reduce_columns, int, i8) }
BLOCK_KERNEL(reduce_columns_int32, ReduceParams) { BY_OPERATION(reduce_columns, int, int) }
BLOCK_KERNEL(reduce_columns_int64, ReduceParams) { BY_OPERATION(reduce_columns, i64, i64) }
