// Reductions over one group of adjacent axes: (outer, length, inner) becomes (outer, inner).
//
// Where inner is 1 the lanes of a warp or block go along a row; else threads stand side by side along inner and go down.
// A long reduction with few results is split: the parts lie in (splits, outer, inner) and are reduced once more.
#include "convert.cuh"

enum Reduction { R_SUM = 0, R_PROD = 1, R_MAX = 2, R_MIN = 3, R_AVG = 4 };

struct ReduceParams {
    void* out;
    const void* in;
    i64 outer, length, inner;
    i64 share;    // how much of the length a split has
    i64 divisor;  // of R_AVG, else 1
    int op, lanes, packed, out_type;
};

template <class C>
DEVICE C identity(int op);
template <>
DEVICE float identity<float>(int op) {
    return op == R_PROD ? 1.f : op == R_MAX ? -INFINITE : op == R_MIN ? INFINITE : 0.f;
}
template <>
DEVICE int identity<int>(int op) {
    return op == R_PROD ? 1 : op == R_MAX ? -2147483647 - 1 : op == R_MIN ? 2147483647 : 0;
}
template <>
DEVICE i64 identity<i64>(int op) {
    i64 most = 9223372036854775807ll;
    return op == R_PROD ? 1 : op == R_MAX ? -most - 1 : op == R_MIN ? most : 0;
}

DEVICE float combined(int op, float a, float b) {
    switch (op) {
        case R_PROD: return a * b;
        case R_MAX: return a != a || a > b ? a : b;
        case R_MIN: return a != a || a < b ? a : b;
        default: return a + b;
    }
}
template <class I>
DEVICE I combined(int op, I a, I b) {
    switch (op) {
        case R_PROD: return (I)((u64)a * (u64)b);
        case R_MAX: return a > b ? a : b;
        case R_MIN: return a < b ? a : b;
        default: return (I)((u64)a + (u64)b);
    }
}

DEVICE float averaged(float total, i64 divisor) { return divisor == 1 ? total : total / (float)divisor; }
template <class I>
DEVICE I averaged(I total, i64 divisor) { return divisor ? (I)((i64)total / divisor) : 0; }

template <class C>
DEVICE void put(const ReduceParams& p, i64 place, C value) {
    value = averaged(value, p.divisor);
    switch (p.out_type) {
        case FLOAT: store_as(static_cast<float*>(p.out)[place], value); break;
        case HALF: store_as(static_cast<half_t*>(p.out)[place], value); break;
        case INT8:
            // The greatest of no elements is the least 8-bit number.
            if (p.op == R_MAX || p.op == R_MIN) value = value < -128 ? (C)-128 : value > 127 ? (C)127 : value;
            store_as(static_cast<i8*>(p.out)[place], value);
            break;
        case INT32: store_as(static_cast<int*>(p.out)[place], value); break;
        case INT64: store_as(static_cast<i64*>(p.out)[place], value); break;
    }
}

// A row for each group of `lanes` threads, a power of 2 up to 256. blockIdx.y is the split.
template <class C, class T>
DEVICE void reduce_rows(const ReduceParams& p) {
    constexpr int V = 16 / sizeof(T);
    i64 row = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / p.lanes;
    int lane = threadIdx.x % p.lanes;
    C acc[V];
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = identity<C>(p.op);
    if (row < p.outer) {
        const T* line = static_cast<const T*>(p.in) + row * p.length;
        i64 first = (i64)blockIdx.y * p.share, end = min(first + p.share, p.length);
        if (p.packed) {
            i64 at = first + (i64)lane * V;
            i64 step = (i64)p.lanes * V;
            for (; at + 3 * step < end; at += 4 * step) {
                Pack<T, V> packs[4];
#pragma unroll
                for (int k = 0; k < 4; ++k) packs[k] = *reinterpret_cast<const Pack<T, V>*>(line + at + k * step);
#pragma unroll
                for (int k = 0; k < 4; ++k)
#pragma unroll
                    for (int v = 0; v < V; ++v) acc[v] = combined(p.op, acc[v], load_as<C>(packs[k].of[v]));
            }
            for (; at < end; at += step) {
                Pack<T, V> pack = *reinterpret_cast<const Pack<T, V>*>(line + at);
#pragma unroll
                for (int v = 0; v < V; ++v) acc[v] = combined(p.op, acc[v], load_as<C>(pack.of[v]));
            }
        } else {
            i64 at = first + lane;
            for (; at + 3 * (i64)p.lanes < end; at += 4 * (i64)p.lanes)
#pragma unroll
                for (int k = 0; k < 4; ++k)
                    acc[k % V] = combined(p.op, acc[k % V], load_as<C>(line[at + k * (i64)p.lanes]));
            for (; at < end; at += p.lanes) acc[0] = combined(p.op, acc[0], load_as<C>(line[at]));
        }
    }
#pragma unroll
    for (int v = 1; v < V; ++v) acc[0] = combined(p.op, acc[0], acc[v]);
    for (int mask = min(p.lanes, 32) / 2; mask; mask /= 2)
        acc[0] = combined(p.op, acc[0], __shfl_xor_sync(~0u, acc[0], mask));
    if (p.lanes > 32) {
        __shared__ C warps[8];
        if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = acc[0];
        __syncthreads();
        if (lane == 0) {
            int first = threadIdx.x / 32;
            for (int k = 1; k < p.lanes / 32; ++k) acc[0] = combined(p.op, acc[0], warps[first + k]);
        }
    }
    if (lane == 0 && row < p.outer) put(p, (i64)blockIdx.y * p.outer + row, acc[0]);
}

// 32 threads side by side, 8 below each other; blockIdx.y is the split. A thread has a pack of columns or one.
template <class C, class T, int V>
DEVICE void reduce_columns(const ReduceParams& p) {
    __shared__ C parts[8][32 * V];
    i64 tiles = (p.inner + 32 * V - 1) / (32 * V);
    i64 o = blockIdx.x / tiles;
    i64 column = ((i64)blockIdx.x % tiles * 32 + threadIdx.x) * V;
    C acc[V];
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = identity<C>(p.op);
    if (column < p.inner) {
        const T* data = static_cast<const T*>(p.in) + o * p.length * p.inner + column;
        i64 first = (i64)blockIdx.y * p.share, end = min(first + p.share, p.length);
        i64 at = first + threadIdx.y;
        for (; at + 24 < end; at += 32) {
            Pack<T, V> packs[4];
#pragma unroll
            for (int k = 0; k < 4; ++k) packs[k] = *reinterpret_cast<const Pack<T, V>*>(data + (at + 8 * k) * p.inner);
#pragma unroll
            for (int k = 0; k < 4; ++k)
#pragma unroll
                for (int v = 0; v < V; ++v) acc[v] = combined(p.op, acc[v], load_as<C>(packs[k].of[v]));
        }
        for (; at < end; at += 8) {
            Pack<T, V> pack = *reinterpret_cast<const Pack<T, V>*>(data + at * p.inner);
#pragma unroll
            for (int v = 0; v < V; ++v) acc[v] = combined(p.op, acc[v], load_as<C>(pack.of[v]));
        }
    }
#pragma unroll
    for (int v = 0; v < V; ++v) parts[threadIdx.y][threadIdx.x * V + v] = acc[v];
    __syncthreads();
    for (int c = threadIdx.y * 32 + threadIdx.x; c < 32 * V; c += 256) {
        i64 place = (i64)blockIdx.x % tiles * 32 * V + c;
        if (place >= p.inner) continue;
        C total = parts[0][c];
        for (int k = 1; k < 8; ++k) total = combined(p.op, total, parts[k][c]);
        put(p, ((i64)blockIdx.y * p.outer + o) * p.inner + place, total);
    }
}

BLOCK_KERNEL(reduce_rows_float32, ReduceParams) { reduce_rows<float, float>(p); }
BLOCK_KERNEL(reduce_rows_float16, ReduceParams) { reduce_rows<float, half_t>(p); }
BLOCK_KERNEL(reduce_rows_int8, ReduceParams) { reduce_rows<int, i8>(p); }
BLOCK_KERNEL(reduce_rows_int32, ReduceParams) { reduce_rows<int, int>(p); }
BLOCK_KERNEL(reduce_rows_int64, ReduceParams) { reduce_rows<i64, i64>(p); }
BLOCK_KERNEL(reduce_columns_float32, ReduceParams) { reduce_columns<float, float, 1>(p); }
BLOCK_KERNEL(reduce_columns_float16, ReduceParams) { reduce_columns<float, half_t, 1>(p); }
BLOCK_KERNEL(reduce_columns_int8, ReduceParams) { reduce_columns<int, i8, 1>(p); }
BLOCK_KERNEL(reduce_columns_int32, ReduceParams) { reduce_columns<int, int, 1>(p); }
BLOCK_KERNEL(reduce_columns_int64, ReduceParams) { reduce_columns<i64, i64, 1>(p); }
BLOCK_KERNEL(reduce_packs_float32, ReduceParams) { reduce_columns<float, float, 4>(p); }
BLOCK_KERNEL(reduce_packs_float16, ReduceParams) { reduce_columns<float, half_t, 8>(p); }
BLOCK_KERNEL(reduce_packs_int8, ReduceParams) { reduce_columns<int, i8, 16>(p); }
BLOCK_KERNEL(reduce_packs_int32, ReduceParams) { reduce_columns<int, int, 4>(p); }
