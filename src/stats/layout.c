#include "stats/layout.h"

#include <math.h>

Layout
layout_start(void)
{
    Layout layout = {.is_exact = true};

    layout.chance[0] = 1;
    return layout;
}

static uint32_t
padding_at(uint32_t offset, uint32_t alignment)
{
    return (alignment - offset % alignment) % alignment;
}

/*
 * Where the value is null, everything stays as it is. Otherwise each offset moves up to the alignment
 * and then by the length; one of varying length may end anywhere,
 * or where its known values do.
 */
void
layout_add(Layout *layout, const Width *width)
{
    double present = 1 - width->null_fraction;
    double moved[LAYOUT_MAXALIGN];
    uint32_t length = (uint32_t) fmin(width->bytes, 1e9);

    for (uint32_t at = 0; at < LAYOUT_MAXALIGN; at++)
        moved[at] = (1 - present) * layout->chance[at] +
                    (width->is_exact || width->has_rests ? 0 : present / LAYOUT_MAXALIGN);
    for (uint32_t at = 0; at < LAYOUT_MAXALIGN; at++)
    {
        uint32_t padding = padding_at(at, width->alignment);
        double chance = present * layout->chance[at];

        layout->bytes += chance * (padding + width->bytes);
        layout->padding += chance * padding;
        if (width->is_exact)
            moved[(at + padding + length) % LAYOUT_MAXALIGN] += chance;
        for (uint32_t rest = 0; width->has_rests && rest < LAYOUT_MAXALIGN; rest++)
            moved[(at + padding + rest) % LAYOUT_MAXALIGN] += chance * width->rests[rest];
    }
    memcpy(layout->chance, moved, sizeof(moved));
    layout->is_exact = layout->is_exact && width->is_exact &&
                       (width->null_fraction <= 0 || width->null_fraction >= 1);
}

void
layout_end(Layout *layout)
{
    for (uint32_t at = 0; at < LAYOUT_MAXALIGN; at++)
    {
        double padding = layout->chance[at] * padding_at(at, LAYOUT_MAXALIGN);

        layout->bytes += padding;
        layout->padding += padding;
        layout->chance[at] = 0;
    }
    layout->chance[0] = 1;
}
