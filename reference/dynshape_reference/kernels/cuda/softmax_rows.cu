// Softmax along rows of adjacent elements: inner is 1.
#include "softmax.cuh"

// Of the lanes of a row, which are neighbours; all threads of a block call it.
template <bool IS_SUM>
DEVICE float combined_lanes(float value, int lanes) {
    for (int mask = min(lanes, 32) / 2; mask; mask /= 2)
        value = combined<IS_SUM>(value, __shfl_xor_sync(~0u, value, mask));
    if (lanes <= 32) return value;
    __shared__ float warps[32];
    __syncthreads();
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
    __syncthreads();
    int first = threadIdx.x / lanes * (lanes / 32);
    value = warps[first];
    for (int k = 1; k < lanes / 32; ++k) value = combined<IS_SUM>(value, warps[first + k]);
    return value;
}

// Where the packs of a row begin and how many there are: those before and behind them are less than a pack.
template <class T, class Index>
struct Line {
    static constexpr int V = 16 / sizeof(T);
    i64 start;
    Index head, packs, tail, bound;
    DEVICE Line(const SoftmaxParams& p, i64 row) {
        start = row * p.length;
        Index length = row < p.outer ? (Index)p.length : 0;
        int past = (int)((u64)(static_cast<const T*>(p.in) + start) % 16 / sizeof(T));
        head = min((Index)(past ? V - past : 0), length);
        packs = (length - head) / V;
        tail = length - head - packs * V;
        bound = p.bounds && length ? min((Index)max(p.bounds[row], 0), length) : length;
    }
};

// P packs a thread, and less than a pack at either end of the row for all its threads together: one element a lane.
template <class T, int P>
DEVICE void softmax_rows(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    // Exponentials are kept in registers if there is room, else computed twice.
    constexpr bool KEEPS = P * V <= 32;
    int lanes = 1 << p.lanes_log, lane = threadIdx.x & (lanes - 1);
    Line<T, int> line(p, ((i64)blockIdx.x * blockDim.x + threadIdx.x) >> p.lanes_log);
    const T* in = static_cast<const T*>(p.in) + line.start;
    T* out = static_cast<T*>(p.out) + line.start;
    int last = line.head + line.packs * V + lane;  // behind the packs
    Pack<T, V> packs[P];
    float kept[KEEPS ? P * V : 1];
    float ends[2] = {-INFINITE, -INFINITE};
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < line.packs)
            packs[k] = reinterpret_cast<const Pack<T, V>*>(in + line.head)[lane + k * lanes];
    if (lane < line.head && lane < line.bound) ends[0] = load_as<float>(in[lane]);
    if (lane < line.tail && last < line.bound) ends[1] = load_as<float>(in[last]);
    float most = fmaxf(ends[0], ends[1]);
#pragma unroll
    for (int k = 0; k < P; ++k) {
        int at = line.head + (lane + k * lanes) * V;
        if (lane + k * lanes >= line.packs) continue;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            if (p.bounds && at + v >= line.bound) store_as(packs[k].of[v], -INFINITE);
            most = fmaxf(most, load_as<float>(packs[k].of[v]));
        }
    }
    most = combined_lanes<false>(most, lanes);
    float sum = 0;
#pragma unroll
    for (int k = 0; k < P; ++k)
        if (lane + k * lanes < line.packs)
#pragma unroll
            for (int v = 0; v < V; ++v) {
                float e = exponential<T>(load_as<float>(packs[k].of[v]), most);
                if (KEEPS) kept[k * V + v] = e;
                sum += e;
            }
#pragma unroll
    for (int end = 0; end < 2; ++end) {
        ends[end] = exponential<T>(ends[end], most);
        if (end == 0 ? lane < line.head && lane < line.bound : lane < line.tail && last < line.bound) sum += ends[end];
    }
    float share = 1.f / combined_lanes<true>(sum, lanes);
#pragma unroll
    for (int k = 0; k < P; ++k) {
        int at = line.head + (lane + k * lanes) * V;
        if (lane + k * lanes >= line.packs) continue;
#pragma unroll
        for (int v = 0; v < V; ++v) {
            float e = KEEPS ? kept[k * V + v] : exponential<T>(load_as<float>(packs[k].of[v]), most);
            store_as(packs[k].of[v], p.bounds && at + v >= line.bound ? 0.f : e * share);
        }
        *reinterpret_cast<Pack<T, V>*>(out + at) = packs[k];
    }
    if (lane < line.head) store_as(out[lane], lane < line.bound ? ends[0] * share : 0.f);
    if (lane < line.tail) store_as(out[last], last < line.bound ? ends[1] * share : 0.f);
}

// A block for a row of any length and at any address; `out` may begin elsewhere between multiples of 16 bytes than `in`.
template <class T>
DEVICE void softmax_long(const SoftmaxParams& p) {
    constexpr int V = 16 / sizeof(T);
    int lanes = blockDim.x, lane = threadIdx.x;
    Line<T, i64> line(p, blockIdx.x);
    const T* in = static_cast<const T*>(p.in) + line.start;
    T* out = static_cast<T*>(p.out) + line.start;
    const Pack<T, V>* body = reinterpret_cast<const Pack<T, V>*>(in + line.head);
    i64 whole = min(line.packs, max((line.bound - line.head) / V, (i64)0)), rest = line.head + whole * V;
    Running r = {-INFINITE, 0.f};
#pragma unroll 4
    for (i64 at = lane; at < whole; at += lanes) {
        Pack<T, V> pack = body[at];
        float x[V];
#pragma unroll
        for (int v = 0; v < V; ++v) x[v] = load_as<float>(pack.of[v]);
        r.add(x);
    }
    for (i64 at = lane; at < line.bound; at += lanes) {
        if (at >= line.head && at < rest) continue;
        float x[1] = {load_as<float>(in[at])};
        r.add(x);
        if (at < line.head && at + lanes < rest) at += (rest - at - 1) / lanes * lanes;
    }
    float most = combined_lanes<false>(r.most, lanes);
    float own = r.sum == 0 || r.most == most ? r.sum : r.sum * expf(r.most - most);
    float share = 1.f / combined_lanes<true>(own, lanes);
    if ((u64)in % 16 != (u64)out % 16) whole = 0;
#pragma unroll 4
    for (i64 at = lane; at < whole; at += lanes) {
        Pack<T, V> pack = body[at];
#pragma unroll
        for (int v = 0; v < V; ++v) store_as(pack.of[v], exponential<T>(load_as<float>(pack.of[v]), most) * share);
        *reinterpret_cast<Pack<T, V>*>(out + line.head + at * V) = pack;
    }
    rest = line.head + whole * V;
    for (i64 at = lane; at < p.length; at += lanes) {
        if (at >= line.head && at < rest) {
            at += (rest - at - 1) / lanes * lanes;
            continue;
        }
        store_as(out[at], at < line.bound ? exponential<T>(load_as<float>(in[at]), most) * share : 0.f);
    }
}

BLOCK_KERNEL(softmax_rows_1_float32, SoftmaxParams) { softmax_rows<float, 1>(p); }
BLOCK_KERNEL(softmax_rows_2_float32, SoftmaxParams) { softmax_rows<float, 2>(p); }
BLOCK_KERNEL(softmax_rows_4_float32, SoftmaxParams) { softmax_rows<float, 4>(p); }
BLOCK_KERNEL(softmax_rows_8_float32, SoftmaxParams) { softmax_rows<float, 8>(p); }
BLOCK_KERNEL(softmax_rows_1_float16, SoftmaxParams) { softmax_rows<half_t, 1>(p); }
BLOCK_KERNEL(softmax_rows_2_float16, SoftmaxParams) { softmax_rows<half_t, 2>(p); }
BLOCK_KERNEL(softmax_rows_4_float16, SoftmaxParams) { softmax_rows<half_t, 4>(p); }
BLOCK_KERNEL(softmax_rows_8_float16, SoftmaxParams) { softmax_rows<half_t, 8>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float32, SoftmaxParams) { softmax_rows<float, 8>(p); }
BIG_BLOCK_KERNEL(softmax_wide_rows_float16, SoftmaxParams) { softmax_rows<half_t, 8>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float32, SoftmaxParams) { softmax_long<float>(p); }
BIG_BLOCK_KERNEL(softmax_long_rows_float16, SoftmaxParams) { softmax_long<half_t>(p); }
