// Reductions across rows: threads stand side by side along inner and go down.
#include "reduce.cuh"

constexpr int THREADS = 256;

// The totals of the lines of threads of a block, which share columns: one thread a column goes on with it.
template <int OP, int WIDTH, class C, class Done>
DEVICE void combine_lines(const C* lines, int count, i64 first, i64 inner, Done done) {
    for (int c = threadIdx.y * blockDim.x + threadIdx.x; c < WIDTH; c += THREADS) {
        if (first + c >= inner) continue;
        C total = lines[c];
        for (int k = 1; k < count; ++k) total = combined<OP>(total, lines[k * WIDTH + c]);
        done(c, total);
    }
}

// A thread has a pack of columns or one; blockIdx.y is the split. 16 threads with packs stand side by side, or 32.
template <class C, class T, int V, int OP>
DEVICE void reduce_columns(const ReduceParams& p) {
    constexpr int ACROSS = V == 1 ? 32 : 16, BELOW = THREADS / ACROSS, WIDTH = ACROSS * V, K = V == 1 ? 8 : 4;
    C* lines = shared_array<C, BELOW * WIDTH>();
    u32 o = blockIdx.x / p.tiles, tile = blockIdx.x - o * p.tiles;
    i64 begin = (i64)tile * WIDTH, column = begin + threadIdx.x * V;
    C acc[V];
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = identity<C>(OP);
    if (column < p.inner) {
        i64 first = blockIdx.y * p.share, end = min(first + p.share, p.length);
        const T* data = static_cast<const T*>(p.in) + (o * p.length + first + threadIdx.y) * p.inner + column;
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
    for (int v = 0; v < V; ++v) lines[threadIdx.y * WIDTH + threadIdx.x * V + v] = acc[v];
    __syncthreads();
    i64 results = p.outer * p.inner, place = o * p.inner + begin;
    volatile C* parts = static_cast<C*>(p.parts) + place;
    combine_lines<OP, WIDTH>(lines, BELOW, begin, p.inner, [&](int c, C total) {
        if (gridDim.y == 1) put(p, place + c, total);
        else parts[blockIdx.y * results + c] = total;
    });
    if (gridDim.y == 1 || !is_last_split(p)) return;
    // All threads read the parts: more than one has a column, where there are fewer columns than threads.
    constexpr int LINES = THREADS > WIDTH ? THREADS / WIDTH : 1, AHEAD = 16;
    int line = (threadIdx.y * ACROSS + threadIdx.x) / WIDTH, own = (threadIdx.y * ACROSS + threadIdx.x) % WIDTH;
    for (; own < WIDTH; own += THREADS) {
        C total = identity<C>(OP);
        if (begin + own < p.inner) {
            u32 split = line;
            for (; split + (AHEAD - 1) * LINES < gridDim.y; split += AHEAD * LINES) {
                C next[AHEAD];
#pragma unroll
                for (int k = 0; k < AHEAD; ++k) next[k] = parts[(split + k * LINES) * results + own];
#pragma unroll
                for (int k = 0; k < AHEAD; ++k) total = combined<OP>(total, next[k]);
            }
            for (; split < gridDim.y; split += LINES) total = combined<OP>(total, (C)parts[split * results + own]);
        }
        lines[line * WIDTH + own] = total;
    }
    __syncthreads();
    combine_lines<OP, WIDTH>(lines, LINES, begin, p.inner, [&](int c, C total) { put(p, place + c, total); });
}

BLOCK_KERNEL(reduce_columns_float32, ReduceParams) { BY_OPERATION(reduce_columns, float, float, 1) }
BLOCK_KERNEL(reduce_packs_float32, ReduceParams) { BY_OPERATION(reduce_columns, float, float, 4) }
BLOCK_KERNEL(reduce_columns_float16, ReduceParams) { BY_OPERATION(reduce_columns, float, half_t, 1) }
BLOCK_KERNEL(reduce_packs_float16, ReduceParams) { BY_OPERATION(reduce_columns, float, half_t, 8) }
BLOCK_KERNEL(reduce_columns_int8, ReduceParams) { BY_OPERATION(reduce_columns, int, i8, 1) }
BLOCK_KERNEL(reduce_packs_int8, ReduceParams) { BY_OPERATION(reduce_columns, int, i8, 16) }
BLOCK_KERNEL(reduce_columns_int32, ReduceParams) { BY_OPERATION(reduce_columns, int, int, 1) }
BLOCK_KERNEL(reduce_packs_int32, ReduceParams) { BY_OPERATION(reduce_columns, int, int, 4) }
BLOCK_KERNEL(reduce_columns_int64, ReduceParams) { BY_OPERATION(reduce_columns, i64, i64, 1) }
BLOCK_KERNEL(reduce_packs_int64, ReduceParams) { BY_OPERATION(reduce_columns, i64, i64, 2) }
