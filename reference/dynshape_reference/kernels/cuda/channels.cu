// A convolution in float16 of images whose channels come last, (images, height, width, channels), by weights
// (maps, rows, columns, channels): a product of matrices, of which a tap and 32 channels of it are at a time in shared
// memory. The result is (images, maps, rows, columns). Channels are a multiple of 8.
#include "convert.cuh"
#include "copies.cuh"
#include "matrix.cuh"

typedef unsigned short u16;

struct ChannelsParams {
    void* out;
    const void* in;
    const void* kernel;
    Divisor columns, positions, map_tiles;  // positions of an image
    u32 count;                              // of all positions
    int maps, channels, height, width;
    int window[2], stride[2], dilation[2], before[2];
    int unused;
};

constexpr int POSITIONS = 128, DEPTH = 32, V = 8, STAGES = 3;

// Where a line has 8 channels, in packs: so that 8 lines one below the other do not meet the same banks.
DEVICE int place_of(int line, int channel) { return line * (DEPTH / V) + (channel / V ^ line / 2 % (DEPTH / V)); }

// A block makes MAPS maps at 128 positions, a warp half of the maps at 32 positions.
template <int MAPS>
DEVICE void convolve(const ChannelsParams& p) {
    __shared__ Pack<u16, V> kernels[STAGES][MAPS * DEPTH / V], elements[STAGES][POSITIONS * DEPTH / V];
    u32 tile = p.map_tiles.divide(blockIdx.x);
    int first_map = (blockIdx.x - tile * p.map_tiles.value) * MAPS;
    // What a thread loads: 8 channels of every 64th map and position.
    int line = threadIdx.x / 4, part = threadIdx.x % 4 * V, place = place_of(line, part);
    const u16* images[2];
    int y[2], x[2];
#pragma unroll
    for (int k = 0; k < 2; ++k) {
        u32 position = tile * POSITIONS + line + k * 64, image = p.positions.divide(position);
        u32 own = position - image * p.positions.value, row = p.columns.divide(own);
        // Beyond the last position, and then beyond every row of the image.
        bool there = position < p.count;
        y[k] = there ? (int)row * p.stride[0] - p.before[0] : -(1 << 30);
        x[k] = (int)(own - row * p.columns.value) * p.stride[1] - p.before[1];
        images[k] = static_cast<const u16*>(p.in) + (i64)(there ? image : 0) * p.height * p.width * p.channels;
    }
    int taps = p.window[0] * p.window[1], chunks = (p.channels + DEPTH - 1) / DEPTH;
    const u16* weights = static_cast<const u16*>(p.kernel) + (i64)(first_map + line) * taps * p.channels;
    int tap = 0, tap_row = 0, tap_column = 0, channel = part;
    auto fetch = [&](int stage) {
        if (tap < taps) {
            bool has_channel = channel < p.channels;
#pragma unroll
            for (int k = 0; k < MAPS / 64; ++k) {
                bool there = has_channel && first_map + line + k * 64 < p.maps;
                const void* from = there ? weights + ((i64)k * 64 * taps + tap) * p.channels + channel : p.kernel;
                copy_pack(&kernels[stage][place + k * 64 * DEPTH / V], from, there);
            }
#pragma unroll
            for (int k = 0; k < 2; ++k) {
                int yy = y[k] + tap_row * p.dilation[0], xx = x[k] + tap_column * p.dilation[1];
                bool there = has_channel && (u32)yy < (u32)p.height && (u32)xx < (u32)p.width;
                const void* from = there ? images[k] + ((yy * p.width + xx) * p.channels + channel) : p.in;
                copy_pack(&elements[stage][place + k * 64 * DEPTH / V], from, there);
            }
            channel += DEPTH;
            if (channel - part >= p.channels) {
                channel = part;
                ++tap;
                if (++tap_column == p.window[1]) {
                    tap_column = 0;
                    ++tap_row;
                }
            }
        }
        end_of_copies();
    };
    constexpr int M = MAPS / 32;  // matrices of 16 maps
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warp_map = warp % 2 * (MAPS / 2), warp_position = warp / 2 * 32;
    float sums[M][4][4] = {};
#pragma unroll
    for (int stage = 0; stage < STAGES - 1; ++stage) fetch(stage);
    int stage = 0, next = STAGES - 1;
    for (int turn = 0; turn < taps * chunks; ++turn) {
        wait_for_copies<STAGES - 2>();
        __syncthreads();
        fetch(next);
        next = next + 1 == STAGES ? 0 : next + 1;
        const Pack<u16, V>*own_kernels = kernels[stage], *own_elements = elements[stage];
        stage = stage + 1 == STAGES ? 0 : stage + 1;
#pragma unroll
        for (int k = 0; k < DEPTH; k += 16) {
            u32 a[M][4], b[2][4];
#pragma unroll
            for (int m = 0; m < M; ++m) {
                int own = warp_map + m * 16 + lane % 16;
                load_matrices(a[m], own_kernels + place_of(own, k + lane / 16 * 8), false);
            }
#pragma unroll
            for (int n = 0; n < 2; ++n) {
                int own = warp_position + n * 16 + lane / 16 * 8 + lane % 8;
                load_matrices(b[n], own_elements + place_of(own, k + lane / 8 % 2 * 8), false);
            }
#pragma unroll
            for (int m = 0; m < M; ++m)
#pragma unroll
                for (int n = 0; n < 4; ++n) {
                    u32 right[2] = {b[n / 2][n % 2 * 2], b[n / 2][n % 2 * 2 + 1]};
                    multiply_add(sums[m][n], a[m], right);
                }
        }
    }
    half_t* out = static_cast<half_t*>(p.out);
#pragma unroll
    for (int n = 0; n < 4; ++n) {
        u32 position = tile * POSITIONS + warp_position + n * 8 + lane % 4 * 2, image = p.positions.divide(position);
        u32 own = position - image * p.positions.value;
        if (position >= p.count) continue;
#pragma unroll
        for (int m = 0; m < M; ++m)
#pragma unroll
            for (int r = 0; r < 2; ++r) {
                int map = first_map + warp_map + m * 16 + r * 8 + lane / 4;
                if (map >= p.maps) continue;
                half_t* to = out + ((i64)image * p.maps + map) * p.positions.value + own;
                Pack<half_t, 2> pair;
                store_as(pair.of[0], sums[m][n][2 * r]);
                store_as(pair.of[1], sums[m][n][2 * r + 1]);
                if (own + 1 < p.positions.value && !(reinterpret_cast<u64>(to) & 3)) {
                    *reinterpret_cast<Pack<half_t, 2>*>(to) = pair;
                    continue;
                }
                to[0] = pair.of[0];
                // The next position may be the first of the next image.
                if (own + 1 < p.positions.value) to[1] = pair.of[1];
                else if (position + 1 < p.count) out[((i64)(image + 1) * p.maps + map) * p.positions.value] = pair.of[1];
            }
    }
}

MATRIX_KERNEL(convolve_channels_64, ChannelsParams) { convolve<64>(p); }
MATRIX_KERNEL(convolve_channels_128, ChannelsParams) { convolve<128>(p); }
