// Pictures sampled at the points of a grid.
#include "convert.cuh"

enum { NEAREST = 0, LINEAR = 1, CUBIC = 2 };
enum { FILL = 0, CLAMP = 1, REFLECT = 2 };

struct GridParams {
    void* out;
    const void* in;
    const void* grid;
    i64 count, channels, height, width, points;
    int interpolation, mode, align_corners, type;
};

// Places are doubles: nearest ones are decided by halves, which a float loses in a big picture.
DEVICE double pixel(float x, i64 extent, int align_corners) {
    double place = isnan(x) ? -1. : fmin(fmax((double)x, -1099511627776.), 1099511627776.);
    return align_corners ? (place + 1) / 2 * (double)(extent - 1) : ((place + 1) * (double)extent - 1) / 2;
}

DEVICE double bounded(double x, i64 extent, int mode, int align_corners) {
    if (mode == FILL) return x;
    double last = (double)(extent - 1);
    if (mode == CLAMP) return fmin(fmax(x, 0.), last);
    double first = align_corners ? 0 : -0.5, span = align_corners ? last : (double)extent;
    if (span == 0) return 0;
    double ahead = fmod(x - first, 2 * span);
    if (ahead < 0) ahead += 2 * span;
    return fmin(fmax(fmin(ahead, 2 * span - ahead) + first, 0.), last);
}

DEVICE int neighbours(double place, int interpolation, double& low, float (&weights)[4]) {
    if (interpolation == NEAREST) {
        low = rint(place);
        weights[0] = 1;
        return 1;
    }
    low = floor(place);
    float t = (float)(place - low);
    if (interpolation == LINEAR) {
        weights[0] = 1 - t;
        weights[1] = t;
        return 2;
    }
    const float a = -0.75f;
    low -= 1;
    float f = 1 + t, g = 2 - t, u = 1 - t;
    weights[0] = ((f - 5) * f + 8) * f * a - 4 * a;
    weights[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
    weights[2] = ((a + 2) * u - (a + 3)) * u * u + 1;
    weights[3] = ((g - 5) * g + 8) * g * a - 4 * a;
    return 4;
}

template <class T>
DEVICE void grid_sample(const GridParams& p) {
    i64 element = thread_index();
    if (element >= p.count) return;
    i64 point = element % p.points, plane = element / p.points, picture = plane / p.channels;
    const T* grid = static_cast<const T*>(p.grid) + (picture * p.points + point) * 2;
    const T* in = static_cast<const T*>(p.in) + plane * p.height * p.width;
    double x = pixel(load_as<float>(grid[0]), p.width, p.align_corners);
    double y = pixel(load_as<float>(grid[1]), p.height, p.align_corners);
    if (p.interpolation != CUBIC) {
        x = bounded(x, p.width, p.mode, p.align_corners);
        y = bounded(y, p.height, p.mode, p.align_corners);
    }
    double left, top;
    float across[4] = {}, down[4] = {};
    int columns = neighbours(x, p.interpolation, left, across), rows = neighbours(y, p.interpolation, top, down);
    float sum = 0;
    for (int c = 0; c < columns; ++c) {
        double column = bounded(left + c, p.width, p.mode, p.align_corners);
        if (column < 0 || column > (double)(p.width - 1)) continue;
        for (int r = 0; r < rows; ++r) {
            double row = bounded(top + r, p.height, p.mode, p.align_corners);
            if (row < 0 || row > (double)(p.height - 1)) continue;
            sum += load_as<float>(in[(i64)row * p.width + (i64)column]) * (down[r] * across[c]);
        }
    }
    T value;
    store_as(value, sum);
    static_cast<T*>(p.out)[element] = value;
}

KERNEL(grid_sample_float32, GridParams) { grid_sample<float>(p); }
KERNEL(grid_sample_float16, GridParams) { grid_sample<half_t>(p); }
