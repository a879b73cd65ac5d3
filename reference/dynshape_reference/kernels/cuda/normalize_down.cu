// Rows that begin anywhere, and that have the same scale and bias each: a block keeps them in registers and goes down the
// rows, of which the next ones are on their way. All its rows begin alike between two multiples of 16 bytes: where scale
// and bias do not, they are shifted once.
#include "normalize.cuh"
#include "words.cuh"

// Of the lanes of groups of `lanes`, of R rows each.
template <int R>
DEVICE void sum_lanes(float (&value)[R], int lanes) {
    for (int mask = lanes / 2; mask; mask /= 2)
#pragma unroll
        for (int r = 0; r < R; ++r) value[r] += __shfl_xor_sync(~0u, value[r], mask);
}

// P packs a thread of each of R rows at once.
template <class T, int P, int R>
DEVICE void normalize_down(const NormalizeParams& p) {
    constexpr int V = 16 / sizeof(T);
    __shared__ float means[2][R][32], squares_of[2][R][32], counts[32];
    const int lane = threadIdx.x, lanes = blockDim.x, warp = lane / 32, warps = lanes / 32, length = p.length;
    const i64 step = gridDim.x;
    const T* in = static_cast<const T*>(p.in);
    T* out = static_cast<T*>(p.out);
    int past = elements_past_16_bytes(in + blockIdx.x * (i64)length), head = past ? V - past : 0;
    int packs = (length - head) / V, ends = length - packs * V;
    // One element for each of the first threads, of what lies before the packs and then of what lies behind them.
    bool has_end = lane < ends;
    int end_at = lane < head ? lane : lane + packs * V;
    u128 factors[2][P], next[R][P];
    float end_factors[2] = {0, 0}, next_end[R];
#pragma unroll
    for (int which = 0; which < 2; ++which) {
        const T* from = static_cast<const T*>(which ? p.bias : p.scale);
        if (has_end) end_factors[which] = load_as<float>(from[end_at]);
#pragma unroll
        for (int k = 0; k < P; ++k) {
            factors[which][k] = u128{};
            if (int at = lane + k * lanes; at < packs)
                factors[which][k] = unaligned_pack<sizeof(T)>(reinterpret_cast<const u8*>(from + head + at * V));
        }
    }
    auto fetch = [&](i64 row) {
#pragma unroll
        for (int r = 0; r < R; ++r) {
            const T* line = in + (row + r * step) * length;
            bool there = row + r * step < p.rows;
#pragma unroll
            for (int k = 0; k < P; ++k) {
                next[r][k] = u128{};
                if (int at = lane + k * lanes; there && at < packs)
                    next[r][k] = reinterpret_cast<const u128*>(line + head)[at];
            }
            next_end[r] = there && has_end ? load_as<float>(line[end_at]) : 0;
        }
    };
    // How many elements this warp has of each row.
    auto own = [&](int all) { return min(max(all - warp * 32, 0), 32); };
    int count = own(ends);
#pragma unroll
    for (int k = 0; k < P; ++k) count += own(packs - k * lanes) * V;
    const float share = 1.f / (float)max(count, 1), row_share = 1.f / (float)length;
    if (lane % 32 == 0) counts[warp] = (float)count;
    fetch(blockIdx.x);
    int turn = 0;
    for (i64 row = blockIdx.x; row < p.rows; row += R * step, turn ^= 1) {
        float x[R][P * V], end[R], mean[R], squares[R];
#pragma unroll
        for (int r = 0; r < R; ++r) {
            end[r] = mean[r] = next_end[r];
#pragma unroll
            for (int k = 0; k < P; ++k) unpack<T>(next[r][k], x[r] + k * V);
#pragma unroll
            for (int k = 0; k < P * V; ++k) mean[r] += x[r][k];
        }
        fetch(row + R * step);
        sum_lanes(mean, 32);
#pragma unroll
        for (int r = 0; r < R; ++r) {
            mean[r] *= share;
            squares[r] = has_end ? (end[r] - mean[r]) * (end[r] - mean[r]) : 0;
#pragma unroll
            for (int k = 0; k < P; ++k)
                if (lane + k * lanes < packs)
#pragma unroll
                    for (int v = 0; v < V; ++v) squares[r] += (x[r][k * V + v] - mean[r]) * (x[r][k * V + v] - mean[r]);
        }
        sum_lanes(squares, 32);
        if (warps > 1) {
            // Mean and sum of squares about it of each warp become those of all (Chan, Golub and LeVeque, 1979).
            if (lane % 32 == 0)
#pragma unroll
                for (int r = 0; r < R; ++r) means[turn][r][warp] = mean[r], squares_of[turn][r][warp] = squares[r];
            __syncthreads();
            const int other = lane % warps;
            const float weight = counts[other];
            float off[R];
#pragma unroll
            for (int r = 0; r < R; ++r) {
                off[r] = means[turn][r][other];
                mean[r] = off[r] * weight;
            }
            sum_lanes(mean, warps);
#pragma unroll
            for (int r = 0; r < R; ++r) {
                mean[r] *= row_share;
                off[r] -= mean[r];
                squares[r] = squares_of[turn][r][other] + off[r] * off[r] * weight;
            }
            sum_lanes(squares, warps);
        }
#pragma unroll
        for (int r = 0; r < R; ++r) {
            float inverse = 1.f / sqrtf(squares[r] * row_share + p.epsilon);
            bool there = row + r * step < p.rows;
            T* line = out + (row + r * step) * length;
#pragma unroll
            for (int k = 0; k < P; ++k) {
                float scale[V], bias[V];
                unpack<T>(factors[0][k], scale);
                unpack<T>(factors[1][k], bias);
                Pack<T, V> made;
#pragma unroll
                for (int v = 0; v < V; ++v)
                    store_as(made.of[v], (x[r][k * V + v] - mean[r]) * inverse * scale[v] + bias[v]);
                if (int at = lane + k * lanes; there && at < packs)
                    reinterpret_cast<Pack<T, V>*>(line + head)[at] = made;
            }
            if (there && has_end)
                store_as(line[end_at], (end[r] - mean[r]) * inverse * end_factors[0] + end_factors[1]);
        }
    }
}

WIDE_KERNEL(normalize_down_float32, NormalizeParams) { normalize_down<float, 2, 1>(p); }
WIDE_KERNEL(normalize_down_float16, NormalizeParams) { normalize_down<half_t, 1, 2>(p); }
