#pragma once

namespace warpmark::nn {

/// What an image adds to the metrics.
struct ImageMetrics {
  float loss;
  int correct;
};

/// Over the steps since the metrics were read.
struct Totals {
  double loss;  // sum over the images
  long long correct, skipped_steps;
};

}  // namespace warpmark::nn
