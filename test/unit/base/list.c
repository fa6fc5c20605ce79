/*
 * A list keeps its order, its ends and its count, wherever an item is taken out.
 */
#include "base/list.h"

#include "tap.h"

typedef struct Item Item;
struct Item
{
    Item *next;
    char letter;
};
LIST_OF(Item);

static const char *
letters(const ItemList *list)
{
    static char text[16];
    size_t length = 0;

    for (const Item *item = list->first; item != NULL; item = item->next)
        text[length++] = item->letter;
    text[length] = '\0';
    return text;
}

int
main(void)
{
    Item a = {.letter = 'a'}, b = {.letter = 'b'}, c = {.letter = 'c'}, d = {.letter = 'd'};
    ItemList list = {0};

    list_append(&list, &a);
    list_append(&list, &b);
    list_append(&list, &c);
    tap_equal(letters(&list), "abc", "items stand in the order that they came");
    list_remove(&list, &d);
    tap_ok(list.count == 3, "taking out what is not in it changes nothing");
    list_remove(&list, &b);
    tap_equal(letters(&list), "ac", "out of the middle");
    list_remove(&list, &c);
    tap_ok(list.last == &a && list.count == 1, "from the end");
    list_append(&list, &d);
    tap_equal(letters(&list), "ad", "the end is where the next one goes");
    list_remove(&list, &a);
    tap_equal(letters(&list), "d", "from the beginning");
    list_remove(&list, &d);
    tap_ok(list.first == NULL && list.last == NULL && list.count == 0, "the last one");
    list_append(&list, &b);
    tap_equal(letters(&list), "b", "an emptied list takes new ones");
    return tap_done();
}
