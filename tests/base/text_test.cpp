#include "base/text.h"

#include <gtest/gtest.h>

namespace credex {
namespace {

TEST(Text, IsTrimmedAtBothEndsAlone) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed(" \r\n\t "), "");
  EXPECT_EQ(trimmed("\n a ", " "), "\n a");  // of those blanks that are named
}

}  // namespace
}  // namespace credex
