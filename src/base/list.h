/*
 * list.h - singly linked lists of our own structs.
 *
 * A list type is declared once with LIST_OF(Table); the struct Table carries `Table *next`.
 * Reading is a plain loop: for (const Table *t = list.first; t != NULL; t = t->next).
 */
#ifndef TENFOLD_BASE_LIST_H
#define TENFOLD_BASE_LIST_H

#include "base/base.h"

#define LIST_OF(Type)         \
    typedef struct Type##List \
    {                         \
        Type *first;          \
        Type *last;           \
        size_t count;         \
    } Type##List

/* Puts `item` at the end of `list`. */
#define list_append(list, item)                  \
    do                                           \
    {                                            \
        __typeof__(list) list_ = (list);         \
        __typeof__(list_->first) item_ = (item); \
        item_->next = NULL;                      \
        if (list_->last != NULL)                 \
            list_->last->next = item_;           \
        else                                     \
            list_->first = item_;                \
        list_->last = item_;                     \
        list_->count++;                          \
    } while (0)

/* Takes `item` out of `list`; nothing happens when it is not in it. */
#define list_remove(list, item)                      \
    do                                               \
    {                                                \
        __typeof__(list) list_ = (list);             \
        __typeof__(list_->first) item_ = (item);     \
        __typeof__(list_->first) before_ = NULL;     \
        __typeof__(list_->first) at_ = list_->first; \
        while (at_ != NULL && at_ != item_)          \
        {                                            \
            before_ = at_;                           \
            at_ = at_->next;                         \
        }                                            \
        if (at_ != NULL)                             \
        {                                            \
            if (before_ != NULL)                     \
                before_->next = at_->next;           \
            else                                     \
                list_->first = at_->next;            \
            if (list_->last == at_)                  \
                list_->last = before_;               \
            list_->count--;                          \
        }                                            \
    } while (0)

#endif
