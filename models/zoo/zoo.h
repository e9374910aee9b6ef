#pragma once

#include "models/graph.h"

namespace warpmark::nn {

/// conv 1→10 k5, ReLU, max-pool 2, conv 10→20 k5, ReLU, max-pool 2, 320→50, ReLU, 50→10. Images
/// (1, 28, 28). Layers are named conv1, conv2, fc1, fc2.
Graph mnist_cnn(Builder::Mode mode);

/// K. He et al., CVPR 2016 (arXiv:1512.03385), as torchvision defines them and names their layers.
Graph resnet18(Builder::Mode mode, Shape image, Index classes);
Graph resnet50(Builder::Mode mode, Shape image, Index classes);

/// ResNet-18 with a 3×3 stem of stride 1 and no max-pool, as is usual for 32×32 images.
Graph resnet18_cifar(Builder::Mode mode, Shape image, Index classes);

}  // namespace warpmark::nn
