// Softmax along one axis of (outer, length, inner); with bounds, of the first elements of each row only.
//
// A row that fits into the registers of its threads is read once; a longer one twice, the sum being kept up as the
// greatest element grows (Milakov and Gimelshein, 2018).
#include "convert.cuh"

struct SoftmaxParams {
    void* out;
    const void* in;
    const int* bounds;  // one a row, or null
    i64 outer, length, inner;
    int lanes, packed;
};

DEVICE float larger(float a, float b) { return a != a || a > b ? a : b; }

struct Running {
    float most, sum;
    DEVICE void add(float x) {
        float next = larger(most, x);
        if (next != most) sum *= expf(most - next);
        sum += x == next && x == x && fabsf(x) == INFINITE ? (x > 0 ? NOT_A_NUMBER : 0.f) : expf(x - next);
        most = next;
    }
    DEVICE void merge(float other_most, float other_sum) {
        float next = larger(most, other_most);
        float left = most == next ? sum : sum == 0 ? 0.f : sum * expf(most - next);
        float right = other_most == next ? other_sum : other_sum == 0 ? 0.f : other_sum * expf(other_most - next);
        most = next;
        sum = left + right;
    }
};

DEVICE void merge_lanes(Running& r, int lanes) {
    for (int mask = min(lanes, 32) / 2; mask; mask /= 2) {
        float most = __shfl_xor_sync(~0u, r.most, mask);
        float sum = __shfl_xor_sync(~0u, r.sum, mask);
        r.merge(most, sum);
    }
    if (lanes > 32) {
        __shared__ float mosts[8], sums[8];
        if (threadIdx.x % 32 == 0) {
            mosts[threadIdx.x / 32] = r.most;
            sums[threadIdx.x / 32] = r.sum;
        }
        __syncthreads();
        int first = threadIdx.x / lanes * (lanes / 32);
        r = {mosts[first], sums[first]};
        for (int k = 1; k < lanes / 32; ++k) r.merge(mosts[first + k], sums[first + k]);
    }
}

template <class T, int V>
DEVICE void softmax_rows(const SoftmaxParams& p) {
    constexpr int K = 16 / V;
    i64 row = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / p.lanes;
    int lane = threadIdx.x % p.lanes;
    i64 bound = row < p.outer ? (p.bounds ? min((i64)max(p.bounds[row], 0), p.length) : p.length) : 0;
    const T* in = static_cast<const T*>(p.in) + row * p.length;
    T* out = static_cast<T*>(p.out) + row * p.length;
    i64 step = (i64)p.lanes * V;
    bool once = p.length <= step * K;
    float kept[K * V];
    Running r = {-INFINITE, 0.f};
    if (once) {
        // All loads first, then the arithmetic.
        Pack<T, V> packs[K];
#pragma unroll
        for (int k = 0; k < K; ++k) {
            i64 at = k * step + (i64)lane * V;
            if (at < bound) packs[k] = *reinterpret_cast<const Pack<T, V>*>(in + at);
        }
#pragma unroll
        for (int k = 0; k < K; ++k)
#pragma unroll
            for (int v = 0; v < V; ++v) {
                bool there = k * step + (i64)lane * V + v < bound;
                kept[k * V + v] = there ? load_as<float>(packs[k].of[v]) : -INFINITE;
                r.most = there ? larger(r.most, kept[k * V + v]) : r.most;
            }
#pragma unroll
        for (int k = 0; k < K * V; ++k)
            if (k / V * step + (i64)lane * V + k % V < bound) {
                kept[k] = expf(kept[k] - r.most);
                r.sum += kept[k];
            }
    } else {
        for (i64 at = (i64)lane * V; at < bound; at += step) {
            Pack<T, V> pack = *reinterpret_cast<const Pack<T, V>*>(in + at);
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (at + v < bound) r.add(load_as<float>(pack.of[v]));
        }
    }
    float own = r.most;
    merge_lanes(r, p.lanes);
    if (row >= p.outer) return;
    float share = once ? (own == r.most ? 1.f : expf(own - r.most)) / r.sum : 1.f / r.sum;
#pragma unroll 1
    for (i64 at = (i64)lane * V, k = 0; !once && at < p.length; at += step, ++k) {
        Pack<T, V> pack = *reinterpret_cast<const Pack<T, V>*>(in + at);
#pragma unroll
        for (int v = 0; v < V; ++v)
            store_as(pack.of[v], at + v < bound ? expf(load_as<float>(pack.of[v]) - r.most) * share : 0.f);
        *reinterpret_cast<Pack<T, V>*>(out + at) = pack;
    }
    if (once) {
#pragma unroll
        for (int k = 0; k < K; ++k) {
            i64 at = k * step + (i64)lane * V;
            if (at >= p.length) continue;
            Pack<T, V> pack;
#pragma unroll
            for (int v = 0; v < V; ++v) store_as(pack.of[v], at + v < bound ? kept[k * V + v] * share : 0.f);
            *reinterpret_cast<Pack<T, V>*>(out + at) = pack;
        }
    }
}

// A thread for each column, side by side along inner.
template <class T>
DEVICE void softmax_columns(const SoftmaxParams& p) {
    i64 index = thread_index();
    if (index >= p.outer * p.inner) return;
    i64 o = index / p.inner, start = o * p.length * p.inner + index % p.inner;
    const T* in = static_cast<const T*>(p.in) + start;
    T* out = static_cast<T*>(p.out) + start;
    Running r = {-INFINITE, 0.f};
    i64 at = 0;
    for (; at + 3 < p.length; at += 4) {
        float x[4];
#pragma unroll
        for (int k = 0; k < 4; ++k) x[k] = load_as<float>(in[(at + k) * p.inner]);
#pragma unroll
        for (int k = 0; k < 4; ++k) r.add(x[k]);
    }
    for (; at < p.length; ++at) r.add(load_as<float>(in[at * p.inner]));
    float share = 1.f / r.sum;
#pragma unroll 4
    for (at = 0; at < p.length; ++at)
        store_as(out[at * p.inner], expf(load_as<float>(in[at * p.inner]) - r.most) * share);
}

BLOCK_KERNEL(softmax_rows_float32, SoftmaxParams) {
    if (p.packed) softmax_rows<float, 4>(p); else softmax_rows<float, 1>(p);
}
BLOCK_KERNEL(softmax_rows_float16, SoftmaxParams) {
    if (p.packed) softmax_rows<half_t, 8>(p); else softmax_rows<half_t, 1>(p);
}
KERNEL(softmax_columns_float32, SoftmaxParams) { softmax_columns<float>(p); }
KERNEL(softmax_columns_float16, SoftmaxParams) { softmax_columns<half_t>(p); }
