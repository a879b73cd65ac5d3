// Reductions along rows of adjacent elements: inner is 1.
#include "copies.cuh"
#include "reduce.cuh"

// A lane's share of `count` elements, which may begin anywhere.
template <int OP, class C, class T>
DEVICE C reduced_line(const T* line, i64 count, int lane, int lanes) {
    constexpr int V = 16 / sizeof(T), K = 4;
    C acc[V];
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = identity<C>(OP);
    int past = (int)((u64)line % 16 / sizeof(T));
    i64 head = min((i64)(past ? V - past : 0), count);
    i64 packs = (count - head) / V;
    const Pack<T, V>* body = reinterpret_cast<const Pack<T, V>*>(line + head);
    // Of what lies before the packs and then of what lies behind them, an element a lane is fetched before they are.
    i64 ends = count - packs * V;
    auto end_at = [&](i64 k) { return line + (k < head ? k : k + packs * V); };
    T end;
    if (lane < ends) end = *end_at(lane);
    i64 first = 0;
    for (; first + K * lanes <= packs; first += K * lanes) {
        Pack<T, V> next[K];
#pragma unroll
        for (int k = 0; k < K; ++k) next[k] = body[first + lane + k * lanes];
#pragma unroll
        for (int k = 0; k < K; ++k) combine_pack<OP>(acc, next[k]);
    }
    if (first < packs) {
        Pack<T, V> next[K];
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + lane + k * lanes < packs) next[k] = body[first + lane + k * lanes];
#pragma unroll
        for (int k = 0; k < K; ++k)
            if (first + lane + k * lanes < packs) combine_pack<OP>(acc, next[k]);
    }
    if (lane < ends) combine_single<OP>(acc[0], &end);
    for (i64 k = lane + lanes; k < ends; k += lanes) combine_single<OP>(acc[0], end_at(k));
#pragma unroll
    for (int step = V / 2; step; step /= 2)
#pragma unroll
        for (int v = 0; v < step; ++v) acc[v] = combined<OP>(acc[v], acc[v + step]);
    return acc[0];
}

// A row is that of a group of threads, a power of 2 up to 256; of all 256 if there are splits, one each blockIdx.y.
template <class C, class T, int OP>
DEVICE void reduce_rows(const ReduceParams& p) {
    int lanes = 1 << p.lanes_log, lane = threadIdx.x & (lanes - 1);
    i64 row = ((i64)blockIdx.x * 256 + threadIdx.x) >> p.lanes_log;
    C total = identity<C>(OP);
    if (row < p.outer) {
        i64 first = blockIdx.y * p.share;
        const T* line = static_cast<const T*>(p.in) + row * p.length + first;
        total = reduced_line<OP, C>(line, min(p.share, p.length - first), lane, lanes);
    }
    total = combined_lanes<OP>(total, lanes);
    if (gridDim.y > 1) {
        volatile C* parts = static_cast<C*>(p.parts) + row;
        if (threadIdx.x == 0) parts[blockIdx.y * p.outer] = total;
        if (!is_last_split(p)) return;
        total = identity<C>(OP);
        constexpr int AHEAD = 8;
        for (u32 split = threadIdx.x; split < gridDim.y; split += 256 * AHEAD) {
            C next[AHEAD];
#pragma unroll
            for (int k = 0; k < AHEAD; ++k)
                next[k] = split + 256 * k < gridDim.y ? parts[(split + 256 * k) * p.outer] : identity<C>(OP);
#pragma unroll
            for (int k = 0; k < AHEAD; ++k) total = combined<OP>(total, next[k]);
        }
        total = combined_lanes<OP>(total, 256);
    }
    if (lane == 0 && row < p.outer) put(p, row, total);
}

// Rows of a power of 2 of packs or less, all of which begin at a multiple of 16 bytes: a lane has one pack of K rows.
template <class C, class T, int OP>
DEVICE void reduce_short_rows(const ReduceParams& p) {
    constexpr int V = 16 / sizeof(T), K = 4;
    int lanes = 1 << p.lanes_log, lane = threadIdx.x & (lanes - 1);
    i64 step = 256 >> p.lanes_log, row = blockIdx.x * K * step + (threadIdx.x >> p.lanes_log);
    Pack<T, V> packs[K];
    C totals[K];
#pragma unroll
    for (int k = 0; k < K; ++k)
        if (row + k * step < p.outer && lane * V < p.length)
            packs[k] = *reinterpret_cast<const Pack<T, V>*>(
                static_cast<const T*>(p.in) + (row + k * step) * p.length + lane * V);
#pragma unroll
    for (int k = 0; k < K; ++k) {
        C acc[V];
#pragma unroll
        for (int v = 0; v < V; ++v) acc[v] = identity<C>(OP);
        if (row + k * step < p.outer && lane * V < p.length) combine_pack<OP>(acc, packs[k]);
#pragma unroll
        for (int half = V / 2; half; half /= 2)
#pragma unroll
            for (int v = 0; v < half; ++v) acc[v] = combined<OP>(acc[v], acc[v + half]);
        totals[k] = acc[0];
    }
    for (int mask = lanes / 2; mask; mask /= 2)
#pragma unroll
        for (int k = 0; k < K; ++k) totals[k] = combined<OP>(totals[k], __shfl_xor_sync(~0u, totals[k], mask));
#pragma unroll
    for (int k = 0; k < K; ++k)
        if (lane == 0 && row + k * step < p.outer) put(p, row + k * step, totals[k]);
}

constexpr int STAGED = 32768;  // bytes of a block's rows at most

// Other short rows: those of a block, `tiles` for each of its threads, are read as one line into shared memory.
template <class C, class T, int OP>
DEVICE void reduce_staged_rows(const ReduceParams& p) {
    constexpr int AHEAD = 16;
    u128* staged = shared_array<u128, STAGED / 16>();
    i64 rows = (i64)p.tiles * 256, first = blockIdx.x * rows;
    rows = min(rows, p.outer - first);
    int length = (int)p.length;
    copy_line<STAGED / 16 / 256>(staged, static_cast<const T*>(p.in) + first * length, (int)rows * length);
    const T* elements = reinterpret_cast<const T*>(staged);
    for (int row = threadIdx.x; row < rows; row += 256) {
        C total = identity<C>(OP);
        for (int at = 0; at < length; at += AHEAD) {
            T own[AHEAD];
#pragma unroll
            for (int k = 0; k < AHEAD; ++k)
                if (at + k < length) own[k] = elements[row * length + at + k];
#pragma unroll
            for (int k = 0; k < AHEAD; ++k)
                if (at + k < length) combine_single<OP>(total, own + k);
        }
        put(p, first + row, total);
    }
}

BLOCK_KERNEL(reduce_rows_float32, ReduceParams) { BY_OPERATION(reduce_rows, float, float) }
SMALL_KERNEL(reduce_short_rows_float32, ReduceParams) { BY_OPERATION(reduce_short_rows, float, float) }
SMALL_KERNEL(reduce_staged_rows_float32, ReduceParams) { BY_OPERATION(reduce_staged_rows, float, float) }
BLOCK_KERNEL(reduce_rows_float16, ReduceParams) { BY_OPERATION(reduce_rows, float, half_t) }
SMALL_KERNEL(reduce_short_rows_float16, ReduceParams) { BY_OPERATION(reduce_short_rows, float, half_t) }
SMALL_KERNEL(reduce_staged_rows_float16, ReduceParams) { BY_OPERATION(reduce_staged_rows, float, half_t) }
BLOCK_KERNEL(reduce_rows_int8, ReduceParams) { BY_OPERATION(reduce_rows, int, i8) }
BLOCK_KERNEL(reduce_short_rows_int8, ReduceParams) { BY_OPERATION(reduce_short_rows, int, i8) }
BLOCK_KERNEL(reduce_staged_rows_int8, ReduceParams) { BY_OPERATION(reduce_staged_rows, int, i8) }
BLOCK_KERNEL(reduce_rows_int32, ReduceParams) { BY_OPERATION(reduce_rows, int, int) }
BLOCK_KERNEL(reduce_short_rows_int32, ReduceParams) { BY_OPERATION(reduce_short_rows, int, int) }
BLOCK_KERNEL(reduce_staged_rows_int32, ReduceParams) { BY_OPERATION(reduce_staged_rows, int, int) }
BLOCK_KERNEL(reduce_rows_int64, ReduceParams) { BY_OPERATION(reduce_rows, i64, i64) }
BLOCK_KERNEL(reduce_short_rows_int64, ReduceParams) { BY_OPERATION(reduce_short_rows, i64, i64) }
BLOCK_KERNEL(reduce_staged_rows_int64, ReduceParams) { BY_OPERATION(reduce_staged_rows, i64, i64) }
