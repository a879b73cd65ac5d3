// The elements under each window of a convolution as the columns of a matrix: (images, channels, height, width) to
// (images, channels * taps, rows * columns), zeros where a window meets padding.
#include "packs.cuh"

struct UnfoldParams {
    void* out;
    const void* in;
    i64 bytes;                         // of the input
    Divisor packs, columns, channels;  // packs: of V positions of an image
    int images, positions, height, width;
    int window[2], stride[2], dilation[2], before[2];
};

// A thread makes V neighbouring positions of all taps of a channel.
template <class T, int V>
DEVICE void unfold(const UnfoldParams& p) {
    u32 item = blockIdx.x * 256 + threadIdx.x;
    u32 plane = p.packs.divide(item), position = (item - plane * p.packs.value) * V;
    if (p.channels.divide(plane) >= p.images) return;
    u32 row = p.columns.divide(position), column = position - row * p.columns.value;
    int taps = p.window[0] * p.window[1];
    const T* in = static_cast<const T*>(p.in) + (i64)plane * p.height * p.width;
    const u8 *begin = static_cast<const u8*>(p.in), *end = begin + p.bytes;
    T* out = static_cast<T*>(p.out) + (i64)plane * taps * p.positions + position;
    bool side_by_side = V > 1 && p.stride[1] == 1 && column + V <= p.columns.value;
    for (int a = 0; a < p.window[0]; ++a) {
        int y = row * p.stride[0] + a * p.dilation[0] - p.before[0];
#pragma unroll 3
        for (int b = 0; b < p.window[1]; ++b, out += p.positions) {
            int x = column * p.stride[1] + b * p.dilation[1] - p.before[1];
            Pack<T, V> pack;
            const u8* from = reinterpret_cast<const u8*>(in + ((i64)y * p.width + x));
            if (side_by_side && (u32)y < (u32)p.height && from >= begin && from + 31 <= end) {
                *reinterpret_cast<u128*>(&pack) = unaligned_pack<(int)sizeof(T)>(from);
                if (x < 0 || x + V > p.width) {
#pragma unroll
                    for (int v = 0; v < V; ++v)
                        if (x + v < 0 || x + v >= p.width) pack.of[v] = T{};
                }
            } else {
#pragma unroll
                for (int v = 0; v < V; ++v) {
                    u32 r = row, c = column + v;
                    if (V > 1 && c >= p.columns.value) {
                        u32 further = p.columns.divide(c);
                        r = row + further;
                        c -= further * p.columns.value;
                    }
                    int yy = r * p.stride[0] + a * p.dilation[0] - p.before[0];
                    int xx = c * p.stride[1] + b * p.dilation[1] - p.before[1];
                    bool there = (u32)yy < (u32)p.height && (u32)xx < (u32)p.width;
                    pack.of[v] = there ? in[(i64)yy * p.width + xx] : T{};
                }
            }
            *reinterpret_cast<Pack<T, V>*>(out) = pack;
        }
    }
}

KERNEL(unfold_2, UnfoldParams) { unfold<unsigned short, 1>(p); }
KERNEL(unfold_4, UnfoldParams) { unfold<u32, 1>(p); }
KERNEL(unfold_packs_2, UnfoldParams) { unfold<unsigned short, 8>(p); }
KERNEL(unfold_packs_4, UnfoldParams) { unfold<u32, 4>(p); }
