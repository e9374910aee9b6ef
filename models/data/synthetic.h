#pragma once

#include "models/data/dataset.h"

#include <string>

namespace warpmark::nn {

// Drawn sets of the shapes of real ones, where those are not at hand: digits of random place, size,
// slant, shape, pen and shade under noise, in colours on a coloured ground with a stray line where
// there are three channels. Image i of a set is a function of (name of the set, i) alone, in
// integers, so that it is the same on every machine and for any number of threads.

/// 60,000 and 10,000 images of 1×28×28, 10 classes.
DataSet synthetic_mnist(int threads);

/// 50,000 and 10,000 images of 3×32×32, 10 classes.
DataSet synthetic_cifar10(int threads);

/// `train` and `test` images of 3×224×224, 1,000 classes: random bytes, for throughput alone.
DataSet synthetic_imagenet(Index train, Index test, int threads);

/// `count` images 1 or 3 channels deep and `side` square, of the stream `name`.
ImageSet draw_digits(const std::string& name, Index count, Index channels, Index side, int threads);

}  // namespace warpmark::nn
