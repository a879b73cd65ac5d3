// Windows over the last axes of (planes, ...): pooling of volumes, convolution, deconvolution; and a window along one
// axis. Pooling of planes is in pool.cu; convolutions that a matrix product does better, in unfold.cu.
//
// Up to three axes; those that are not there have extent 1 and a window of 1.
#include "convert.cuh"

constexpr int AXES = 3;

struct WindowParams {
    void* out;
    const void* in;
    const void* kernel;
    i64 count;            // elements of the output
    i64 channels, maps;   // of a group, in and out
    int groups, mode;     // of pooling: 0 greatest, 1 average of the padded data, 2 average of the data
    int type, unused;
    Divisor steps[AXES];  // extents of the output
    i64 extents[AXES];    // of the input
    int window[AXES], stride[AXES], dilation[AXES], before[AXES], after[AXES];
    int unused2;
};

struct Place {
    i64 plane;
    int step[AXES];
};

DEVICE Place place_of(const WindowParams& p, i64 element) {
    Place result;
    u64 left = (u64)element;
    bool narrow = p.count >> 31 == 0;
    for (int axis = AXES - 1; axis >= 0; --axis) {
        u64 next = narrow ? p.steps[axis].divide((u32)left) : left / p.steps[axis].value;
        result.step[axis] = (int)(left - next * p.steps[axis].value);
        left = next;
    }
    result.plane = (i64)left;
    return result;
}

// Taps of an axis that meet data: first and end, for a window that begins at `start`.
DEVICE void met(const WindowParams& p, int axis, int start, int& first, int& end) {
    int d = p.dilation[axis];
    first = start < 0 ? (-start + d - 1) / d : 0;
    i64 room = p.extents[axis] - start;
    end = room <= 0 ? 0 : (int)min((i64)p.window[axis], (room + d - 1) / d);
}

template <class T>
DEVICE void pool(const WindowParams& p) {
    i64 element = thread_index();
    if (element >= p.count) return;
    Place at = place_of(p, element);
    int start[AXES], first[AXES], end[AXES];
    float counted = 1;
#pragma unroll
    for (int axis = 0; axis < AXES; ++axis) {
        start[axis] = at.step[axis] * p.stride[axis] - p.before[axis];
        met(p, axis, start[axis], first[axis], end[axis]);
        i64 low = p.mode == 2 ? 0 : -p.before[axis], high = p.extents[axis] + (p.mode == 2 ? 0 : p.after[axis]);
        i64 there = min((i64)start[axis] + p.window[axis], high) - max((i64)start[axis], low);
        counted *= (float)max(there, (i64)1);
    }
    const T* in = static_cast<const T*>(p.in) + at.plane * p.extents[0] * p.extents[1] * p.extents[2];
    float most = -INFINITE, sum = 0;
    bool any = false;
    for (int a = first[0]; a < end[0]; ++a)
        for (int b = first[1]; b < end[1]; ++b) {
            const T* line = in + ((start[0] + a) * p.extents[1] + start[1] + b) * p.extents[2] + start[2];
            for (int c = first[2]; c < end[2]; ++c) {
                float x = load_as<float>(line[c]);
                most = most != most || most > x ? most : x;
                sum += x;
                any = true;
            }
        }
    float value = p.mode ? sum / counted : any ? most : -INFINITE;
    switch (p.type) {
        case FLOAT: static_cast<float*>(p.out)[element] = value; break;
        case HALF: store_as(static_cast<half_t*>(p.out)[element], value); break;
        case INT8: store_as(static_cast<i8*>(p.out)[element], value); break;
    }
}

KERNEL(pool_volume_float32, WindowParams) { pool<float>(p); }
KERNEL(pool_volume_float16, WindowParams) { pool<half_t>(p); }
KERNEL(pool_volume_int8, WindowParams) { pool<i8>(p); }

// in (N, groups * channels, ...), kernel (groups * maps, channels, ...).
template <class T>
DEVICE void convolve(const WindowParams& p) {
    i64 element = thread_index();
    if (element >= p.count) return;
    Place at = place_of(p, element);
    i64 map = at.plane % (p.groups * p.maps), batch = at.plane / (p.groups * p.maps);
    i64 group = map / p.maps;
    i64 volume = p.extents[0] * p.extents[1] * p.extents[2];
    int taps = p.window[0] * p.window[1] * p.window[2];
    const T* in = static_cast<const T*>(p.in) + (batch * p.groups + group) * p.channels * volume;
    const T* kernel = static_cast<const T*>(p.kernel) + map * p.channels * taps;
    int start[AXES], first[AXES], end[AXES];
#pragma unroll
    for (int axis = 0; axis < AXES; ++axis) {
        start[axis] = at.step[axis] * p.stride[axis] - p.before[axis];
        met(p, axis, start[axis], first[axis], end[axis]);
    }
    float sum = 0;
    for (i64 channel = 0; channel < p.channels; ++channel, in += volume, kernel += taps)
        for (int a = first[0]; a < end[0]; ++a)
            for (int b = first[1]; b < end[1]; ++b)
                for (int c = first[2]; c < end[2]; ++c) {
                    i64 x = start[0] + (i64)a * p.dilation[0], y = start[1] + (i64)b * p.dilation[1];
                    i64 z = start[2] + (i64)c * p.dilation[2];
                    sum += load_as<float>(in[(x * p.extents[1] + y) * p.extents[2] + z]) *
                           load_as<float>(kernel[(a * p.window[1] + b) * p.window[2] + c]);
                }
    T value;
    store_as(value, sum);
    static_cast<T*>(p.out)[element] = value;
}

KERNEL(convolve_float32, WindowParams) { convolve<float>(p); }
KERNEL(convolve_float16, WindowParams) { convolve<half_t>(p); }

// in (N, groups * channels, ...), kernel (groups * channels, maps, ...); an element gathers what is spread onto it.
template <class T>
DEVICE void deconvolve(const WindowParams& p) {
    i64 element = thread_index();
    if (element >= p.count) return;
    Place at = place_of(p, element);
    i64 map = at.plane % (p.groups * p.maps), batch = at.plane / (p.groups * p.maps);
    i64 group = map / p.maps;
    i64 volume = p.extents[0] * p.extents[1] * p.extents[2];
    int taps = p.window[0] * p.window[1] * p.window[2];
    const T* in = static_cast<const T*>(p.in) + (batch * p.groups + group) * p.channels * volume;
    const T* kernel = static_cast<const T*>(p.kernel) + (group * p.channels * p.maps + map % p.maps) * taps;
    float sum = 0;
    for (i64 channel = 0; channel < p.channels; ++channel, in += volume, kernel += p.maps * taps)
        for (int a = 0; a < p.window[0]; ++a) {
            i64 x = at.step[0] + p.before[0] - (i64)a * p.dilation[0];
            if (x < 0 || x % p.stride[0] || x / p.stride[0] >= p.extents[0]) continue;
            for (int b = 0; b < p.window[1]; ++b) {
                i64 y = at.step[1] + p.before[1] - (i64)b * p.dilation[1];
                if (y < 0 || y % p.stride[1] || y / p.stride[1] >= p.extents[1]) continue;
                for (int c = 0; c < p.window[2]; ++c) {
                    i64 z = at.step[2] + p.before[2] - (i64)c * p.dilation[2];
                    if (z < 0 || z % p.stride[2] || z / p.stride[2] >= p.extents[2]) continue;
                    i64 from = (x / p.stride[0] * p.extents[1] + y / p.stride[1]) * p.extents[2] + z / p.stride[2];
                    sum += load_as<float>(in[from]) * load_as<float>(kernel[(a * p.window[1] + b) * p.window[2] + c]);
                }
            }
        }
    T value;
    store_as(value, sum);
    static_cast<T*>(p.out)[element] = value;
}

KERNEL(deconvolve_float32, WindowParams) { deconvolve<float>(p); }
KERNEL(deconvolve_float16, WindowParams) { deconvolve<half_t>(p); }

// x / (k + alpha / window * squares) ** beta along the middle axis of (outer, length, inner).
struct ResponseParams {
    void* out;
    const void* in;
    i64 count, length, inner;
    int window, unused;
    float alpha, beta, k, unused2;
};

template <class T>
DEVICE void local_response(const ResponseParams& p) {
    i64 element = thread_index();
    if (element >= p.count) return;
    const T* in = static_cast<const T*>(p.in);
    i64 place = element / p.inner % p.length;
    i64 first = max(place - p.window / 2, (i64)0), end = min(place - p.window / 2 + p.window, p.length);
    float sum = 0;
    for (i64 at = first; at < end; ++at) {
        float x = load_as<float>(in[element + (at - place) * p.inner]);
        sum += x * x;
    }
    T value;
    store_as(value, load_as<float>(in[element]) / powf(p.k + p.alpha / (float)p.window * sum, p.beta));
    static_cast<T*>(p.out)[element] = value;
}

KERNEL(local_response_float32, ResponseParams) { local_response<float>(p); }
KERNEL(local_response_float16, ResponseParams) { local_response<half_t>(p); }
