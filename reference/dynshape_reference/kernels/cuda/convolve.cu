// A convolution of images in float16 as a product of matrices that is never laid out: the maps' weights (maps, depth)
// by the elements under each window (depth, positions), depth being channels * taps.
//
// A block makes 64 maps at 128 positions. Positions of an output row are counted in whole packs of 8, so that a pack is
// of one row; what is beyond the row's end is computed and not stored.
#include "convert.cuh"
#include "matrix.cuh"

typedef unsigned short u16;

struct ConvolveParams {
    void* out;
    const void* in;
    const void* kernel;
    const int* depths;        // for each place in depth: its offset in an image, and row << 16 | column in the window
    i64 bytes;                // of the input
    Divisor row_packs, rows;  // of an output row; rows of an image
    Divisor map_tiles;
    u32 packs;                // of all positions
    int maps, depth, columns;
    int height, width, image;  // image: elements of an input image
    int stride[2], before[2];
};

constexpr int MAPS = 64, POSITIONS = 128, DEPTH = 32, V = 8;
constexpr int KERNEL_LINE = DEPTH + 8, COLUMN_LINE = POSITIONS + 8;  // padded, so that rows begin in other banks

// 8 elements of a line of the input from some column on, as they are fetched; those outside of `first` to `end` are zeros.
struct Fetched {
    u128 low, high;
    int past, first, end;

    DEVICE void fetch(const ConvolveParams& p, const u16* line, int x, bool there) {
        const u8 *from = reinterpret_cast<const u8*>(line), *begin = static_cast<const u8*>(p.in);
        past = first = 0;
        end = V;
        if (there && p.stride[1] == 1 && from >= begin && from + 31 <= begin + p.bytes) {
            past = load_around(from, low, high);
            first = -x;
            end = p.width - x;
            return;
        }
        Pack<u16, V> pack = {};
        if (there)
#pragma unroll
            for (int v = 0; v < V; ++v)
                if ((u32)(x + v * p.stride[1]) < (u32)p.width) pack.of[v] = line[v * p.stride[1]];
        low = high = *reinterpret_cast<const u128*>(&pack);
    }

    // What waits for the data is done here, when other work has been done since.
    DEVICE Pack<u16, V> pack() const {
        u128 words = shifted_pack<2>(low, high, past);
        Pack<u16, V> result = *reinterpret_cast<const Pack<u16, V>*>(&words);
        if (first > 0 || end < V) {
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (v < first || v >= end) result.of[v] = 0;
        }
        return result;
    }
};

MATRIX_KERNEL(convolve_half, ConvolveParams) {
    __shared__ Pack<u16, V> kernels[2][MAPS * KERNEL_LINE / V], elements[2][DEPTH * COLUMN_LINE / V];
    u32 tile = p.map_tiles.divide(blockIdx.x);
    int first_map = (blockIdx.x - tile * p.map_tiles.value) * MAPS;
    // What a thread loads: a pack of one map's weights, and the same pack of positions at two depths.
    int map = threadIdx.x / 4, map_depth = threadIdx.x % 4 * V;
    int pack_depth = threadIdx.x / 16, pack = threadIdx.x % 16;
    u32 number = tile * (POSITIONS / V) + pack, row = p.row_packs.divide(number), image = p.rows.divide(row);
    bool there = number < p.packs;
    int x = (number - row * p.row_packs.value) * V * p.stride[1] - p.before[1];
    int y = (row - image * p.rows.value) * p.stride[0] - p.before[0];
    const u16* in = static_cast<const u16*>(p.in) + (i64)image * p.image;
    const u16* weights = static_cast<const u16*>(p.kernel) + (i64)(first_map + map) * p.depth;
    bool is_packed = p.depth % V == 0;
    Pack<u16, V> next_kernel;
    Fetched next[2];
    auto fetch = [&](int depth) {
        next_kernel = {};
        int at = depth + map_depth;
        if (first_map + map < p.maps && at < p.depth) {
            if (is_packed) {
                next_kernel = *reinterpret_cast<const Pack<u16, V>*>(weights + at);
            } else {
#pragma unroll
                for (int v = 0; v < V; ++v)
                    if (at + v < p.depth) next_kernel.of[v] = weights[at + v];
            }
        }
#pragma unroll
        for (int k = 0; k < 2; ++k) {
            int own = depth + pack_depth + 16 * k;
            bool inside = there && own < p.depth;
            int offset = inside ? p.depths[2 * own] : 0, tap = inside ? p.depths[2 * own + 1] : 0;
            int yy = y + (tap >> 16), xx = x + (tap & 65535);
            next[k].fetch(p, in + (offset + yy * p.width + xx), xx, inside && (u32)yy < (u32)p.height);
        }
    };
    auto keep = [&](int turn) {
        kernels[turn][(map * KERNEL_LINE + map_depth) / V] = next_kernel;
#pragma unroll
        for (int k = 0; k < 2; ++k) elements[turn][(pack_depth + 16 * k) * (COLUMN_LINE / V) + pack] = next[k].pack();
    };
    // Of a warp: 32 maps by 32 positions.
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warp_map = warp % 2 * 32, warp_position = warp / 2 * 32;
    float sums[2][4][4] = {};
    fetch(0);
    keep(0);
    __syncthreads();
    for (int depth = 0, turn = 0; depth < p.depth; depth += DEPTH, turn ^= 1) {
        bool goes_on = depth + DEPTH < p.depth;
        if (goes_on) fetch(depth + DEPTH);
        const u16 *own_kernels = kernels[turn][0].of, *own_elements = elements[turn][0].of;
#pragma unroll
        for (int k = 0; k < DEPTH; k += 16) {
            u32 a[2][4], b[2][4];
#pragma unroll
            for (int m = 0; m < 2; ++m) {
                int line = warp_map + m * 16 + lane % 16;
                load_matrices(a[m], own_kernels + line * KERNEL_LINE + k + lane / 16 * 8, false);
            }
#pragma unroll
            for (int n = 0; n < 2; ++n) {
                int line = k + lane % 16;
                load_matrices(b[n], own_elements + line * COLUMN_LINE + warp_position + n * 16 + lane / 16 * 8, true);
            }
#pragma unroll
            for (int m = 0; m < 2; ++m)
#pragma unroll
                for (int n = 0; n < 4; ++n) {
                    u32 right[2] = {b[n / 2][n % 2 * 2], b[n / 2][n % 2 * 2 + 1]};
                    multiply_add(sums[m][n], a[m], right);
                }
        }
        if (goes_on) keep(turn ^ 1);
        __syncthreads();
    }
    half_t* out = static_cast<half_t*>(p.out);
#pragma unroll
    for (int n = 0; n < 4; ++n) {
        u32 own = tile * (POSITIONS / V) + (warp_position + n * 8) / V, line = p.row_packs.divide(own);
        u32 picture = p.rows.divide(line);
        int column = (own - line * p.row_packs.value) * V + lane % 4 * 2;
        if (own >= p.packs) continue;
#pragma unroll
        for (int m = 0; m < 2; ++m)
#pragma unroll
            for (int r = 0; r < 2; ++r) {
                int target = first_map + warp_map + m * 16 + r * 8 + lane / 4;
                if (target >= p.maps) continue;
                i64 plane = (i64)picture * p.maps + target;
                half_t* to = out + (plane * p.rows.value + (line - picture * p.rows.value)) * p.columns + column;
                Pack<half_t, 2> pair;
                store_as(pair.of[0], sums[m][n][2 * r]);
                store_as(pair.of[1], sums[m][n][2 * r + 1]);
                if (column + 2 <= p.columns && !(reinterpret_cast<u64>(to) & 3)) {
                    *reinterpret_cast<Pack<half_t, 2>*>(to) = pair;
                } else {
                    if (column < p.columns) to[0] = pair.of[0];
                    if (column + 1 < p.columns) to[1] = pair.of[1];
                }
            }
    }
}
