/*
 * key_fired.h - the queries of a workload that make a foreign key search its children.
 */
#ifndef TENFOLD_RULE_KEY_FIRED_H
#define TENFOLD_RULE_KEY_FIRED_H

#include "rule/finding.h"

typedef enum KeyFired
{
    KEY_FIRED_UNKNOWN, /* no queries are known, or not all that there were */
    KEY_FIRED_NEVER, /* all that was asked was counted, and nothing searches through this key */
    KEY_FIRED /* some query does */
} KeyFired;

/* Names the queries that suffer, what they take, and which part of it is the key's. */
KeyFired key_fired_tell(const Design *design, Findings *findings, Finding *finding,
                        const Constraint *key, const Table *parent);

#endif
