#include "models/data/inspect.h"

#include "harness/error.h"
#include "models/data/load.h"
#include "models/data/published.h"
#include "models/data/sha256.h"
#include "models/data/tar.h"

#include <fmt/format.h>

#include <algorithm>

namespace warpmark::nn {
namespace {

void compare(FileReport& report, const PublishedFile& published) {
  if (report.bytes != published.bytes) {
    report.match = Match::different;
  } else if (!report.sha256.empty()) {
    report.match = report.sha256 == published.sha256 ? Match::published : Match::different;
  }
}

FileReport inspect_file(const PublishedSet& set, const std::filesystem::path& path, bool verify) {
  FileReport report{.file = path.string(), .bytes = regular_file_bytes(path)};
  if (verify) report.sha256 = sha256_of_file(path);
  compare(report, *find_published(set, path.filename().string()));
  return report;
}

/// The member that `reader` is at, of so many bytes.
FileReport inspect_member(ByteReader& reader, Index bytes, const PublishedFile& published) {
  FileReport report{.file = std::string(published.name), .inside = true, .bytes = bytes};
  Sha256 hash;
  std::vector<std::uint8_t> buffer(1 << 18);
  for (Index left = bytes; left > 0;) {
    const auto chunk = std::min(left, static_cast<Index>(buffer.size()));
    const auto read = std::span(buffer).first(static_cast<std::size_t>(chunk));
    reader.read(read, report.file);
    hash.add(read);
    left -= chunk;
  }
  report.sha256 = hash.hex();
  compare(report, published);
  return report;
}

void inspect_archive(const PublishedSet& set, const std::filesystem::path& path,
                     std::vector<FileReport>& reports) {
  ByteReader reader(path);
  TarReader archive(reader);
  while (const auto member = archive.next()) {
    const PublishedFile* published = find_published(set, member->name);
    if (published) reports.push_back(inspect_member(reader, member->bytes, *published));
  }
}

std::string contents(const DataSet& data) {
  const ImageSet& train = data.train;
  return fmt::format("{} + {} images of {}×{}×{}, {} classes; {}", train.count, data.test.count,
                     train.channels, train.height, train.width, train.classes, describe(data));
}

}  // namespace

SetReport inspect(const std::string& set, const std::filesystem::path& folder, bool verify) {
  const PublishedSet& published = published_set(set);
  SetReport report{.name = set};
  try {
    const auto files = find_files(set, folder);
    for (const auto& path : files) {
      report.files.push_back(inspect_file(published, path, verify));
    }
    if (files.empty() || !verify) return report;
    if (files.size() == 1) inspect_archive(published, files.front(), report.files);
    report.contents = contents(load(set, folder, 1));
  } catch (const InvalidInput& error) {
    report.fault = error.what();
  }
  return report;
}

}  // namespace warpmark::nn
