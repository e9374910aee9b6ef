#pragma once

#include "models/data/byte_reader.h"

#include <optional>
#include <string>

namespace warpmark::nn {

/// The regular files of a tar archive in the format ustar (IEEE Std 1003.1, utility pax), one after
/// another. Everything else in it is passed over, and nothing is written anywhere, so that names
/// need not be trusted. Errors are InvalidInput naming archive and position.
class TarReader {
 public:
  /// `reader`: at the archive's beginning; outlives this object.
  explicit TarReader(ByteReader& reader) : reader_(reader) {}

  struct Member {
    std::string name;  // without folders
    Index bytes = 0;
  };

  /// The next file, whose contents `reader` gives next; what was left of the one before is passed
  /// over. None at the end, where the rest of the archive has been read and vouched for.
  std::optional<Member> next();

 private:
  void finish();

  ByteReader& reader_;
  Index next_ = 0;  // where the next header is
};

}  // namespace warpmark::nn
