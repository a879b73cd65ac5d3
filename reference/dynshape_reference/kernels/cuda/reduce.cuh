// Reductions over one group of adjacent axes: (outer, length, inner) becomes (outer, inner).
//
// Where inner is 1 the lanes of a warp or block go along a row, in packs of 16 bytes between what lies before the first
// and behind the last multiple of 16 bytes; else threads stand side by side along inner and go down.
// A long reduction with few results is split over blocks: the last block to finish combines their parts, in their order.
#pragma once
#include "convert.cuh"

enum Reduction { R_SUM = 0, R_PROD = 1, R_MAX = 2, R_MIN = 3, R_AVG = 4 };

struct ReduceParams {
    void* out;
    const void* in;
    void* parts;   // (splits, outer, inner), if there is more than one split
    u32* tickets;  // one for each blockIdx.x: how many of its splits are done; 0 before and after
    i64 outer, length, inner;
    i64 share;    // how much of the length a split has
    i64 divisor;  // of R_AVG, else 1
    int op, out_type;
    int lanes_log;  // how many threads a row has, as a power of 2
    u32 tiles;      // how many blocks stand side by side along inner
    u32 width;      // how many columns a block has
    u32 unused;
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

template <int OP>
DEVICE float combined(float a, float b) {
    switch (OP) {
        case R_PROD: return a * b;
        case R_MAX: return greater_of(a, b);
        case R_MIN: return smaller_of(a, b);
        default: return a + b;
    }
}
template <int OP, class I>
DEVICE I combined(I a, I b) {
    switch (OP) {
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

// One array for all operations that a kernel may do.
template <class C, int N>
DEVICE C* shared_array() {
    __shared__ C array[N];
    return array;
}

// Of the lanes of a row, which are neighbours; all threads of a block call it.
template <int OP, class C>
DEVICE C combined_lanes(C value, int lanes) {
    for (int mask = min(lanes, 32) / 2; mask; mask /= 2)
        value = combined<OP>(value, __shfl_xor_sync(~0u, value, mask));
    if (lanes <= 32) return value;
    C* warps = shared_array<C, 8>();
    __syncthreads();
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
    __syncthreads();
    int first = threadIdx.x / lanes * (lanes / 32);
    value = warps[first];
    for (int k = 1; k < lanes / 32; ++k) value = combined<OP>(value, warps[first + k]);
    return value;
}

// Whether this block is the last of its splits: then it sees the parts of all of them.
DEVICE bool is_last_split(const ReduceParams& p) {
    __shared__ u32 place;
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0 && threadIdx.y == 0) {
        place = atomicAdd(&p.tickets[blockIdx.x], 1u);
        if (place == gridDim.y - 1) p.tickets[blockIdx.x] = 0;
    }
    __syncthreads();
    __threadfence();
    return place == gridDim.y - 1;
}

template <int OP, class C, class T>
DEVICE void combine_single(C& acc, const T* place) {
    acc = combined<OP>(acc, load_as<C>(*place));
}

template <int OP, class C, class T, int V>
DEVICE void combine_pack(C (&acc)[V], const Pack<T, V>& pack) {
#pragma unroll
    for (int v = 0; v < V; ++v) acc[v] = combined<OP>(acc[v], load_as<C>(pack.of[v]));
}

#define BY_OPERATION(function, ...)                          \
    switch (p.op) {                                          \
        case R_PROD: function<__VA_ARGS__, R_PROD>(p); break; \
        case R_MAX: function<__VA_ARGS__, R_MAX>(p); break;   \
        case R_MIN: function<__VA_ARGS__, R_MIN>(p); break;   \
        default: function<__VA_ARGS__, R_SUM>(p);             \
    }
