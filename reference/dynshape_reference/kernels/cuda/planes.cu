// A convolution in float32 with windows one apart. Planes of pixels are laid out in shared memory with zeros between
// rows and between images, so that what a tap sees of all positions is one range of a plane, each tap's some elements
// farther on. Positions that are not in the output are computed and not stored.
#include "copies.cuh"

struct ColumnsParams {
    void* out;
    const void* in;
    Divisor depth;
    u32 count;
    int maps, unused[2];
};

constexpr int MAPS = 64, OWN = MAPS / 8;  // of a block, and of each of its warps

// Weights (maps, depth) as columns, (blocks of 64 maps, depth, 64).
KERNEL(columns_of_weights, ColumnsParams) {
    u32 place = thread_index(), next = place / MAPS, block = p.depth.divide(next);
    if (place >= p.count) return;
    u32 map = block * MAPS + place % MAPS, at = next - block * p.depth.value;
    const float* in = static_cast<const float*>(p.in) + (i64)map * p.depth.value + at;
    static_cast<float*>(p.out)[place] = map < p.maps ? *in : 0;
}

struct PlanesParams {
    void* out;
    const void* in;
    const void* kernel;
    Divisor row, rows;  // elements from row to row, and rows from image to image
    Divisor map_tiles;
    u32 count;  // of positions
    int maps, out_rows, out_columns;
    int channels, height, width;
    int lead;                   // elements before that of the first pixel
    int taps, window_columns;
    int down, right;            // elements from tap to tap
    int held, share;            // elements that a block has of a plane, and planes at a time
    int unused[2];
};

// 64 maps at 32 * N positions; of a thread, OWN maps at N positions that are 32 apart.
template <int N>
DEVICE void convolve(const PlanesParams& p) {
    SHARED_AT_LAUNCH(u128, shared);
    int kept = p.share * p.held, weights = p.share * p.taps * MAPS;
    float *planes = reinterpret_cast<float*>(shared), *columns = planes + 2 * kept;
    u32 tile = p.map_tiles.divide(blockIdx.x);
    int map_tile = blockIdx.x - tile * p.map_tiles.value, depth = p.channels * p.taps;
    int first = (int)(tile * 32 * N) - p.lead, lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    const float* kernel = static_cast<const float*>(p.kernel) + (i64)map_tile * depth * MAPS;
    auto fetch = [&](int channel) {
        if (channel < p.channels) {
            int turn = channel / p.share % 2, count = min(p.share, p.channels - channel);
            for (int k = threadIdx.x; k < p.held; k += 256) {
                int place = first + k;
                u32 row = p.row.divide(max(place, 0)), image = p.rows.divide(row);
                int x = place - row * p.row.value, y = row - image * p.rows.value;
                bool there = place >= 0 && place < p.count && x < p.width && y < p.height;
                i64 plane = (i64)p.height * p.width;
                const float* from = static_cast<const float*>(p.in);
                if (there) from += ((i64)image * p.channels + channel) * plane + y * p.width + x;
                for (int c = 0; c < count; ++c) {
                    copy_word(planes + turn * kept + c * p.held + k, from, there);
                    if (there) from += plane;
                }
            }
            const float* from = kernel + (i64)channel * p.taps * MAPS;
            for (int k = threadIdx.x * 4; k < count * p.taps * MAPS; k += 1024)
                copy_pack(columns + turn * weights + k, from + k, true);
        }
        end_of_copies();
    };
    float sums[OWN][N] = {};
    fetch(0);
    for (int channel = 0; channel < p.channels; channel += p.share) {
        fetch(channel + p.share);
        wait_for_copies<1>();
        __syncthreads();
        int turn = channel / p.share % 2, count = min(p.share, p.channels - channel);
        const float *plane = planes + turn * kept + lane, *column = columns + turn * weights + warp * OWN;
        for (int c = 0; c < count; ++c, plane += p.held) {
            const float* own = plane;
            int last = 0;
#pragma unroll 3
            for (int tap = 0; tap < p.taps; ++tap, column += MAPS) {
                Pack<float, 4> a[OWN / 4];
#pragma unroll
                for (int m = 0; m < OWN; m += 4) a[m / 4] = *reinterpret_cast<const Pack<float, 4>*>(column + m);
                float b[N];
#pragma unroll
                for (int n = 0; n < N; ++n) b[n] = own[n * 32];
                own += p.right;
                if (++last == p.window_columns) {
                    last = 0;
                    own += p.down - p.window_columns * p.right;
                }
#pragma unroll
                for (int m = 0; m < OWN; ++m)
#pragma unroll
                    for (int n = 0; n < N; ++n) sums[m][n] += a[m / 4].of[m % 4] * b[n];
            }
        }
        __syncthreads();
    }
    float* out = static_cast<float*>(p.out);
    int area = p.out_rows * p.out_columns, map = map_tile * MAPS + warp * OWN;
#pragma unroll
    for (int n = 0; n < N; ++n) {
        u32 place = (tile * N + n) * 32 + lane, row = p.row.divide(place), image = p.rows.divide(row);
        int x = place - row * p.row.value, y = row - image * p.rows.value;
        if (place >= p.count || x >= p.out_columns || y >= p.out_rows) continue;
        float* to = out + ((i64)image * p.maps + map) * area + y * p.out_columns + x;
#pragma unroll
        for (int m = 0; m < OWN; ++m)
            if (map + m < p.maps) to[(i64)m * area] = sums[m][n];
    }
}

MATRIX_KERNEL(convolve_planes_9, PlanesParams) { convolve<9>(p); }
MATRIX_KERNEL(convolve_planes_7, PlanesParams) { convolve<7>(p); }
