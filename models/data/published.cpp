#include "models/data/published.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

// Sums of files that have the MD5 sums of torchvision's datasets/mnist.py, which are those that
// TensorFlow Datasets lists; of their contents from the same files.
PublishedSet mnist() {
  return {
      "mnist",
      {"https://ossci-datasets.s3.amazonaws.com/mnist/",
       "https://storage.googleapis.com/cvdf-datasets/mnist/"},
      {{"train-images-idx3-ubyte.gz", 9912422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
       {"train-labels-idx1-ubyte.gz", 28881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
       {"t10k-images-idx3-ubyte.gz", 1648877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
       {"t10k-labels-idx1-ubyte.gz", 4542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}},
      {{"train-images-idx3-ubyte", 47040016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
       {"train-labels-idx1-ubyte", 60008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
       {"t10k-images-idx3-ubyte", 7840016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
       {"t10k-labels-idx1-ubyte", 10008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
  };
}

// The archive's sum as TensorFlow Datasets lists it, for the MD5 sum
// c32a1d4ab5d03f1284b67883e8d87530 of the authors' page; those of the files in it as torchvision
// for Ruby lists them (lib/torchvision/datasets/cifar10.rb).
PublishedSet cifar10() {
  return {
      "cifar10",
      {"https://www.cs.toronto.edu/~kriz/"},
      {{"cifar-10-binary.tar.gz", 170052171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}},
      {{"data_batch_1.bin", 30730000,
        "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"},
       {"data_batch_2.bin", 30730000,
        "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"},
       {"data_batch_3.bin", 30730000,
        "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"},
       {"data_batch_4.bin", 30730000,
        "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"},
       {"data_batch_5.bin", 30730000,
        "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"},
       {"test_batch.bin", 30730000,
        "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"}},
  };
}

}  // namespace

const std::vector<PublishedSet>& published_sets() {
  static const std::vector<PublishedSet> sets{mnist(), cifar10()};
  return sets;
}

const PublishedSet& published_set(std::string_view name) {
  const auto& sets = published_sets();
  const auto set = std::find_if(sets.begin(), sets.end(),
                                [&](const PublishedSet& known) { return known.name == name; });
  if (set == sets.end()) throw std::invalid_argument("no data set " + std::string(name));
  return *set;
}

const PublishedFile* find_published(const PublishedSet& set, std::string_view name) {
  for (const auto* files : {&set.files, &set.contents}) {
    const auto file = std::find_if(files->begin(), files->end(),
                                   [&](const PublishedFile& known) { return known.name == name; });
    if (file != files->end()) return &*file;
  }
  return nullptr;
}

}  // namespace warpmark::nn
