// A convolution in float16 with windows one apart, by warpgroups: a product of matrices a tap, of which the right ones are
// the same lines in shared memory, each tap's some lines farther on.
//
// A line is 64 channels of a pixel. Rows and images have lines of zeros between them, so that what a window has outside
// of an image are such lines, and all positions of an output are one line apart. Those of these positions that are not
// in the output are computed and not stored.
#include "convert.cuh"
#include "warpgroup.cuh"

typedef unsigned short u16;

constexpr int CHANNELS = 64, V = 8, PARTS = CHANNELS / V;  // packs of a line

struct LinesParams {
    void* out;
    const void* in;
    Divisor columns, tiles, chunks;  // of an image: a row's pixels, tiles of 128 pixels, chunks of 64 channels
    i64 lines;                       // of a chunk, of all images
    int channels, pixels, images;
    int row_lines, image_lines, lead;  // from row to row, from image to image, before the first
    int packed, unused;
};

constexpr int PIXELS = 128;

// Images (images, channels, height, width) as lines, (chunks, lines, 64); a block has 128 pixels of an image.
BLOCK_KERNEL(lines_of_images, LinesParams) {
    __shared__ Pack<u32, 2> tile[PIXELS * CHANNELS / 4];
    u32 block = blockIdx.x, next = p.tiles.divide(block), image = p.chunks.divide(next);
    int first = (block - next * p.tiles.value) * PIXELS, chunk = next - image * p.chunks.value;
    int pixel = threadIdx.x % (PIXELS / V) * V, channel = threadIdx.x / (PIXELS / V) * 4;
    int there = min(p.pixels - first - pixel, V), channels = p.channels - chunk * CHANNELS - channel;
    const u16* in = static_cast<const u16*>(p.in) +
                    ((i64)image * p.channels + chunk * CHANNELS + channel) * p.pixels + first + pixel;
    u128 packs[4] = {};
#pragma unroll
    for (int k = 0; k < 4; ++k, in += p.pixels) {
        if (there <= 0 || k >= channels) continue;
        if (p.packed) {
            packs[k] = *reinterpret_cast<const u128*>(in);
        } else {
            Pack<u16, V> pack = {};
#pragma unroll
            for (int v = 0; v < V; ++v)
                if (v < there) pack.of[v] = in[v];
            packs[k] = *reinterpret_cast<const u128*>(&pack);
        }
    }
    // 4 channels of a pixel, and of the next. Pixels 8 apart have their packs in other banks.
    int place = pixel * (CHANNELS / 4) + ((channel / V ^ pixel / V % PARTS) * 2 + channel / 4 % 2);
#pragma unroll
    for (int word = 0; word < 4; ++word)
#pragma unroll
        for (int k = 0; k < 2; ++k) {
            u32 which = k ? 0x7632 : 0x5410;
            Pack<u32, 2> both = {bytes_of(packs[0].of[word], packs[1].of[word], which),
                                 bytes_of(packs[2].of[word], packs[3].of[word], which)};
            tile[place + (word * 2 + k) * (CHANNELS / 4)] = both;
        }
    __syncthreads();
    u128* out = static_cast<u128*>(p.out) + chunk * p.lines * PARTS;
    int part = threadIdx.x % PARTS, end = min(p.pixels - first, PIXELS);
    u128 zeros = {};
    for (int k = threadIdx.x / PARTS; k < end; k += 256 / PARTS) {
        int own = first + k, row = p.columns.divide(own), column = own - row * p.columns.value;
        i64 line = (i64)image * p.image_lines + p.lead + row * p.row_lines + column;
        out[line * PARTS + (part ^ line & 7)] = reinterpret_cast<u128*>(tile)[k * PARTS + (part ^ k / V % PARTS)];
        if (column + 1 == p.columns.value)
            for (int gap = p.row_lines - p.columns.value; gap; --gap) out[(line + gap) * PARTS + part] = zeros;
    }
    i64 line = 0, last = image || first ? 0 : p.lead;
    auto fill = [&]() {
        for (line += threadIdx.x / PARTS; line < last; line += 256 / PARTS) out[line * PARTS + part] = zeros;
    };
    fill();
    if (first + end < p.pixels) return;
    line = (i64)image * p.image_lines + p.lead + p.pixels / p.columns.value * p.row_lines;
    last = image + 1 == p.images ? p.lines : (i64)(image + 1) * p.image_lines + p.lead;
    fill();
}

struct WeightsParams {
    void* out;
    const void* in;
    Divisor taps, chunks;
    u32 count;  // of packs
    int maps, channels, unused;
};

// Weights (maps, channels, taps) as lines, (blocks of 64 maps, chunks, taps, 64 maps, 64).
KERNEL(lines_of_weights, WeightsParams) {
    u32 pack = thread_index();
    if (pack >= p.count) return;
    u32 line = pack / PARTS, step = line / 64, next = p.taps.divide(step), block = p.chunks.divide(next);
    int tap = step - next * p.taps.value, map = block * 64 + line % 64, part = pack % PARTS;
    int channel = (next - block * p.chunks.value) * CHANNELS + (part ^ line % 8) * V;
    const u16* in = static_cast<const u16*>(p.in) + ((i64)map * p.channels + channel) * p.taps.value + tap;
    Pack<u16, V> result = {};
#pragma unroll
    for (int v = 0; v < V; ++v)
        if (map < p.maps && channel + v < p.channels) result.of[v] = in[(i64)v * p.taps.value];
    static_cast<Pack<u16, V>*>(p.out)[pack] = result;
}

struct ShiftParams {
    void* out;
    const void* in;
    const void* kernel;
    Divisor row_lines, image_rows;  // lines from row to row, and rows from image to image
    Divisor area;                   // of an output
    Divisor map_tiles;
    i64 lines;                      // of a chunk, of all images
    u32 count;                      // of positions
    int maps, rows, columns;        // of the output
    int chunks, taps, window_columns;
    int down, right;                // lines from tap to tap
    int held;                       // lines that a block has of a chunk
    int packed, unused;
};

// 8 lines, at a place where lines may begin.
struct alignas(8 * LINE) Lines {
    u8 of[8 * LINE];
};

constexpr int STAGES = 4, WEIGHTS = 64 * LINE;

// How many positions before `line` are in the output.
DEVICE u32 outputs_before(const ShiftParams& p, u32 line) {
    u32 row = p.row_lines.divide(line), image = p.image_rows.divide(row);
    int column = line - row * p.row_lines.value, own = row - image * p.image_rows.value;
    return image * p.area.value + (own < p.rows ? own * p.columns + min(column, p.columns) : p.area.value);
}
DEVICE bool is_output(const ShiftParams& p, u32 line) {
    u32 row = p.row_lines.divide(line), image = p.image_rows.divide(row);
    int column = line - row * p.row_lines.value, own = row - image * p.image_rows.value;
    return line < p.count && own < p.rows && column < p.columns;
}

// Elements from one map's results to the next's: one more than there can be, whole packs, and 8 maps' in other banks.
DEVICE constexpr int pitch_of(int positions) { return (positions + 15) / 16 * 16 + V; }

// What a warpgroup has made, of BLOCKS * 64 maps from `first_map` on at the POSITIONS from line `from` on.
template <int BLOCKS, int POSITIONS>
DEVICE void store_outputs(const ShiftParams& p, const float (&sums)[BLOCKS][POSITIONS / 2], u16* results,
                          Pack<short, 2>* places, u32 from, int first_map) {
    constexpr int PITCH = pitch_of(POSITIONS);
    int thread = threadIdx.x % 128, warp = thread / 32, lane = thread % 32, maps = min(BLOCKS * 64, p.maps - first_map);
    u32 begin = outputs_before(p, min(from, p.count)), end = outputs_before(p, min(from + POSITIONS, p.count));
    u32 base = begin & ~7u, area = p.area.value;
    // Where each position is among the outputs, which lie side by side from a multiple of 8 on; others have
    // one place together, behind these.
    if (thread < POSITIONS / 2)
#pragma unroll
        for (int k = 0; k < 2; ++k) {
            u32 line = from + thread * 2 + k;
            places[thread].of[k] = is_output(p, line) ? (short)(outputs_before(p, line) - base) : PITCH - 1;
        }
    __syncthreads();
    half_t* own = reinterpret_cast<half_t*>(results) + (warp * 16 + lane / 4) * PITCH;
#pragma unroll
    for (int n = 0; n < POSITIONS / 8; ++n) {
        Pack<short, 2> place = places[n * 4 + lane % 4];
#pragma unroll
        for (int c = 0; c < 2; ++c)
#pragma unroll
            for (int m = 0; m < BLOCKS * 2; ++m)
                own[place.of[c] + (m / 2 * 64 + m % 2 * 8) * PITCH] = to_half(sums[m / 2][n * 4 + m % 2 * 2 + c]);
    }
    __syncthreads();
    u16* out = static_cast<u16*>(p.out) + (i64)first_map * area;
    auto place_of = [&](u32 at) {
        u32 image = p.area.divide(at);
        return out + ((i64)image * p.maps * area + (at - image * area));
    };
    if (!p.packed) {
        for (u32 at = begin + lane; at < end; at += 32) {
            u16 *to = place_of(at), *own = results + (at - base);
            for (int map = warp; map < maps; map += 4) to[(i64)map * area] = own[map * PITCH];
        }
        return;
    }
    // A lane has a pack of each map, and then single ones before and after the whole packs.
    u32 first = (begin + V - 1) / V * V, last = end / V * V, at = first + lane * V;
    if (at < last) {
        u16 *to = place_of(at), *own = results + (at - base);
        for (int map = warp; map < maps; map += 4)
            store_pack(to + (i64)map * area, *reinterpret_cast<u128*>(own + map * PITCH));
    }
    bool is_after = lane % 16 >= V;
    at = (is_after ? last : base) + lane % V;
    if (is_after ? last >= first && at < end : at >= begin && at < min(first, end)) {
        u16 *to = place_of(at), *own = results + (at - base);
        for (int map = warp * 2 + lane / 16; map < maps; map += 8) to[(i64)map * area] = own[map * PITCH];
    }
}

// A block has two warpgroups, of BLOCKS * 64 maps each at POSITIONS: other maps of the same positions, or the same
// maps of others. What is fetched is fetched by the first thread, weights STAGES steps ahead and lines one chunk.
template <int BLOCKS, int POSITIONS, bool OTHER_MAPS>
DEVICE void convolve(const ShiftParams& p) {
    constexpr int MAP_BLOCKS = OTHER_MAPS ? BLOCKS * 2 : BLOCKS, TILE = OTHER_MAPS ? POSITIONS : POSITIONS * 2;
    SHARED_AT_LAUNCH(Lines, shared);
    u8 *weights = shared->of, *lines = weights + STAGES * MAP_BLOCKS * WEIGHTS;
    int chunk_bytes = p.held * LINE, steps = p.chunks * p.taps;
    Arrival* full = reinterpret_cast<Arrival*>(lines + min(p.chunks, 2) * chunk_bytes);
    Arrival *empty = full + STAGES, *lines_full = empty + STAGES, *lines_empty = lines_full + 2;
    u32 tile = p.map_tiles.divide(blockIdx.x);
    int first_block = (blockIdx.x - tile * p.map_tiles.value) * MAP_BLOCKS, last_block = (p.maps - 1) / 64;
    int group = threadIdx.x / 128, lane = threadIdx.x % 32;
    bool fetches = threadIdx.x == 0;
    auto fetch = [&](int step) {
        Arrival& at = full[step % STAGES];
        arrive_and_expect(at, MAP_BLOCKS * WEIGHTS);
        for (int k = 0; k < MAP_BLOCKS; ++k) {
            i64 block = min(first_block + k, last_block);
            copy_to_shared(weights + (step % STAGES * MAP_BLOCKS + k) * WEIGHTS,
                           static_cast<const u8*>(p.kernel) + (block * steps + step) * WEIGHTS, WEIGHTS, at);
        }
    };
    auto fetch_lines = [&](int chunk) {
        arrive_and_expect(lines_full[chunk % 2], chunk_bytes);
        copy_to_shared(lines + chunk % 2 * chunk_bytes,
                       static_cast<const u8*>(p.in) + (chunk * p.lines + (i64)tile * TILE) * LINE, chunk_bytes,
                       lines_full[chunk % 2]);
    };
    if (fetches) {
        for (int k = 0; k < STAGES; ++k) {
            begin_arrivals(full[k], 1);
            begin_arrivals(empty[k], 8);
        }
        for (int k = 0; k < 2; ++k) {
            begin_arrivals(lines_full[k], 1);
            begin_arrivals(lines_empty[k], 8);
        }
        end_of_beginnings();
    }
    __syncthreads();
    if (fetches) {
        fetch_lines(0);
        for (int step = 0; step < min(STAGES, steps); ++step) fetch(step);
        if (p.chunks > 1) fetch_lines(1);
    }
    float sums[BLOCKS][POSITIONS / 2] = {};
    int step = 0;
    for (int chunk = 0; chunk < p.chunks; ++chunk) {
        wait_for_arrivals(lines_full[chunk % 2], chunk / 2);
        const u8* own_lines = lines + chunk % 2 * chunk_bytes + (OTHER_MAPS ? 0 : group * POSITIONS * LINE);
        int column = 0;
        for (int tap = 0; tap < p.taps; ++tap, ++step) {
            wait_for_arrivals(full[step % STAGES], step / STAGES);
            const u8* own = weights + step % STAGES * (MAP_BLOCKS * WEIGHTS) + (OTHER_MAPS ? group * BLOCKS * WEIGHTS : 0);
            begin_products();
#pragma unroll
            for (int k = 0; k < 4; ++k)
#pragma unroll
                for (int m = 0; m < BLOCKS; ++m)
                    multiply_add_lines(sums[m], own + m * WEIGHTS + k * 32, own_lines + k * 32);
            end_of_products();
            own_lines += p.right * LINE;
            if (++column == p.window_columns) {
                column = 0;
                own_lines += (p.down - p.window_columns * p.right) * LINE;
            }
            if (!step) continue;
            // The step before this one is done.
            wait_for_products<1>();
            __syncwarp();
            if (lane == 0) {
                arrive(empty[(step - 1) % STAGES]);
                if (tap == 0) arrive(lines_empty[(chunk - 1) % 2]);
            }
            if (fetches) {
                if (step - 1 + STAGES < steps) {
                    wait_for_arrivals(empty[(step - 1) % STAGES], (step - 1) / STAGES);
                    fetch(step - 1 + STAGES);
                }
                if (tap == 0 && chunk + 1 < p.chunks) {
                    wait_for_arrivals(lines_empty[(chunk - 1) % 2], (chunk - 1) / 2);
                    fetch_lines(chunk + 1);
                }
            }
            __syncwarp();
        }
    }
    wait_for_products<0>();
    __syncthreads();
    int own_maps = OTHER_MAPS ? group * BLOCKS : 0, own_positions = OTHER_MAPS ? 0 : group * POSITIONS;
    u16* results = reinterpret_cast<u16*>(shared) + group * (BLOCKS * 64 * pitch_of(POSITIONS));
    Pack<short, 2>* places = reinterpret_cast<Pack<short, 2>*>(lines_empty + 2) + group * (POSITIONS / 2);
    store_outputs<BLOCKS, POSITIONS>(p, sums, results, places, tile * TILE + own_positions, (first_block + own_maps) * 64);
}

WARPGROUPS_KERNEL(convolve_shifted_64x400, ShiftParams, 2) { convolve<1, 200, false>(p); }
WARPGROUPS_KERNEL(convolve_shifted_128x416, ShiftParams, 1) { convolve<2, 208, false>(p); }
WARPGROUPS_KERNEL(convolve_shifted_128x112, ShiftParams, 2) { convolve<1, 112, true>(p); }
