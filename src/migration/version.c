#include "migration/layout.h"

#include <ctype.h>

size_t
version_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Numbers of any length: without leading zeros, the longer is the larger. */
static int
compare_numbers(const char *left, size_t left_length, const char *right, size_t right_length)
{
    while (left_length > 1 && *left == '0')
        left++, left_length--;
    while (right_length > 1 && *right == '0')
        right++, right_length--;
    if (left_length != right_length)
        return left_length < right_length ? -1 : 1;
    return memcmp(left, right, left_length);
}

/* "1.2_3" by its numbers; a part that is missing counts as 0. */
static int
compare_parts(const char *left, const char *right)
{
    while (*left != '\0' || *right != '\0')
    {
        size_t left_length = version_digits(left);
        size_t right_length = version_digits(right);
        int result =
            compare_numbers(left_length == 0 ? "0" : left, left_length == 0 ? 1 : left_length,
                            right_length == 0 ? "0" : right, right_length == 0 ? 1 : right_length);

        if (result != 0)
            return result;
        left += left_length;
        right += right_length;
        left += *left != '\0';
        right += *right != '\0';
    }
    return 0;
}

int
version_compare(Order order, const char *left, const char *right)
{
    size_t left_digits = version_digits(left);
    size_t right_digits = version_digits(right);

    switch (order)
    {
    case ORDER_PARTS:
        return compare_parts(left, right);
    case ORDER_NUMBER:
    case ORDER_NUMBER_FIRST:
        if (left_digits > 0 && right_digits > 0)
            return compare_numbers(left, left_digits, right, right_digits);
        if (left_digits > 0 || right_digits > 0)
            return left_digits > 0 ? -1 : 1;
        return strcmp(left, right);
    case ORDER_TEXT:
    case ORDER_FILE:
        break;
    }
    return strcmp(left, right);
}
