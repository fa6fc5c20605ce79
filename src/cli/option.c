#include "cli/option.h"

#include "base/nearest.h"

typedef struct Words
{
    Invocation *invocation;
    char **at; /* the next word */
    Error *error;
} Words;

static const char *
command_text(const Invocation *invocation)
{
    const char *name = invocation->command->name;

    return name == NULL ? "tenfold" : arena_printf(invocation->arena, "tenfold %s", name);
}

static const OptionSpec *
find_in(const OptionSpec *options, const char *name, size_t length, char letter)
{
    for (const OptionSpec *option = options; option != NULL && option->name != NULL; option++)
    {
        if (name == NULL && option->letter == letter)
            return option;
        if (name != NULL && strlen(option->name) == length &&
            strncmp(option->name, name, length) == 0)
            return option;
    }
    return NULL;
}

/* By name, or by letter where the name is NULL. */
static const OptionSpec *
find_option(const Invocation *invocation, const char *name, size_t length, char letter)
{
    const OptionSpec *own = find_in(invocation->command->options, name, length, letter);

    return own != NULL ? own : find_in(command_options, name, length, letter);
}

static bool
fail_unknown(const Invocation *invocation, const char *word, Error *error)
{
    Nearest nearest = nearest_start(word + strspn(word, "-"));
    const OptionSpec *both[] = {invocation->command->options, command_options};

    for (size_t i = 0; i < ARRAY_LENGTH(both); i++)
        for (const OptionSpec *option = both[i]; option != NULL && option->name != NULL; option++)
            nearest_offer(&nearest, option->name);
    error_set(error, ERROR_USAGE, "unrecognized option \"%s\"", word);
    if (nearest.best != NULL)
        return error_hint(error, "Did you mean \"--%s\"?", nearest.best);
    return error_hint(error, "See \"%s --help\".", command_text(invocation));
}

/* Whether the value is one of "auto|always|never". */
static bool
is_choice(const char *choices, const char *value)
{
    size_t length = strlen(value);

    for (const char *at = choices;; at++)
    {
        size_t choice_length = strcspn(at, "|");

        if (choice_length == length && strncmp(at, value, length) == 0)
            return true;
        at += choice_length;
        if (*at == '\0')
            return false;
    }
}

static bool
store(Words *words, const OptionSpec *option, const char *value)
{
    Invocation *invocation = words->invocation;
    NameList *values = map_get(invocation->values, option->name);
    Name *name = arena_new_object(invocation->arena, Name);

    if (option->kind != OPTION_FLAG && strchr(option->value_name, '|') != NULL &&
        !is_choice(option->value_name, value))
    {
        error_set(words->error, ERROR_USAGE, "invalid value \"%s\" for option \"--%s\"", value,
                  option->name);
        return error_hint(words->error, "It is one of %s.", option->value_name);
    }
    if (values == NULL)
    {
        values = arena_new_object(invocation->arena, NameList);
        map_put(invocation->values, option->name, values);
    }
    name->text = value;
    list_append(values, name);
    return true;
}

/* The value of an option that was not given one in the same word: the next word. */
static bool
store_next(Words *words, const OptionSpec *option)
{
    if (*words->at != NULL)
        return store(words, option, *words->at++);
    error_set(words->error, ERROR_USAGE, "option \"--%s\" needs a value", option->name);
    return error_hint(words->error, "Write --%s %s.", option->name, option->value_name);
}

static bool
read_long(Words *words, const char *word)
{
    const char *name = word + strlen("--");
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    const OptionSpec *option = find_option(words->invocation, name, length, 0);

    if (option == NULL)
        return fail_unknown(words->invocation,
                            arena_strndup(words->invocation->arena, word, length + strlen("--")),
                            words->error);
    if (option->kind == OPTION_FLAG && value != NULL)
        return error_set(words->error, ERROR_USAGE, "option \"--%s\" takes no value", option->name);
    if (option->kind == OPTION_FLAG)
        return store(words, option, "");
    return value != NULL ? store(words, option, value) : store_next(words, option);
}

/* "-xv" is "-x -v"; "-pFILE" is "-p FILE". */
static bool
read_letters(Words *words, const char *word)
{
    for (const char *letter = word + 1; *letter != '\0'; letter++)
    {
        const OptionSpec *option = find_option(words->invocation, NULL, 0, *letter);

        if (option == NULL && letter == word + 1)
            return fail_unknown(words->invocation, word, words->error);
        if (option == NULL)
            return error_set(words->error, ERROR_USAGE, "unrecognized option \"-%c\" in \"%s\"",
                             *letter, word);
        if (option->kind != OPTION_FLAG)
            return letter[1] != '\0' ? store(words, option, letter + 1) : store_next(words, option);
        if (!store(words, option, ""))
            return false;
    }
    return true;
}

void
option_add_argument(Invocation *invocation, const char *text)
{
    Name *name = arena_new_object(invocation->arena, Name);

    name->text = text;
    list_append(&invocation->arguments, name);
}

bool
option_parse(Invocation *invocation, char **argv, OptionReach reach, char ***rest, Error *error)
{
    Words words = {.invocation = invocation, .at = argv, .error = error};

    while (*words.at != NULL)
    {
        bool is_argument = **words.at != '-' || str_equal(*words.at, "-");
        char *word;

        if (is_argument && reach == OPTIONS_BEFORE_ARGUMENT)
            break;
        word = *words.at++;
        if (is_argument)
            option_add_argument(invocation, word);
        else if (str_equal(word, "--"))
            break;
        else if (!(word[1] == '-' ? read_long(&words, word) : read_letters(&words, word)))
            return false;
    }
    if (rest != NULL)
        *rest = words.at;
    for (; reach == OPTIONS_ALL && *words.at != NULL; words.at++)
        option_add_argument(invocation, *words.at);
    return true;
}

/* "SOURCE…" asks for one or more, "[COMMAND]" for none or one. */
static void
count_arguments(const char *pattern, size_t *least, size_t *most)
{
    *least = *most = 0;
    while (pattern != NULL && *pattern != '\0')
    {
        size_t length = strcspn(pattern, " ");

        *least += *pattern != '[';
        *most += 1;
        pattern += length;
        pattern += strspn(pattern, " ");
    }
}

bool
option_check_arguments(const Invocation *invocation, Error *error)
{
    const char *pattern = invocation->command->arguments;
    bool is_open = pattern != NULL && strstr(pattern, "…") != NULL;
    size_t count = invocation->arguments.count;
    size_t least, most;

    count_arguments(pattern, &least, &most);
    if (count >= least && (is_open || count <= most))
        return true;
    if (count < least)
        error_set(error, ERROR_USAGE, "\"%s\" needs %s", command_text(invocation), pattern);
    else
        error_set(error, ERROR_USAGE, "unexpected argument \"%s\"",
                  invocation->arguments.last->text);
    return error_hint(error, "See \"%s --help\".", command_text(invocation));
}
