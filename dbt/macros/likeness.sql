{#- Every two letters of a name that stand beside each other. -#}
{% macro neighbouring_letters(name) -%}
    {{ adapter.dispatch('neighbouring_letters', 'gouji')(name) }}
{%- endmacro %}

{% macro default__neighbouring_letters(name) -%}
    list_transform(range(1, length({{ name }})), lambda i: substring({{ name }}, i, 2))
{%- endmacro %}

{#- From a later to an earlier number, Spark counts down. -#}
{% macro spark__neighbouring_letters(name) -%}
    filter(transform(sequence(1, length({{ name }}) + 1), i -> substring({{ name }}, i, 2)), pair -> length(pair) = 2)
{%- endmacro %}

{#- A name as `likeness` and `are_alike` compare it; to be made once for each name. -#}
{% macro comparable(name) -%}
    {{ adapter.dispatch('comparable', 'gouji')(name) }}
{%- endmacro %}

{% macro default__comparable(name) -%}
    {{ name }}
{%- endmacro %}

{#- Its bytes, and again each with how many of its kind come before it. -#}
{% macro spark__comparable(name) -%}
    transform(
        array({{ spark__bytes_of(name) }}),
        bytes -> struct(
            bytes,
            transform(
                bytes,
                (byte, i) -> concat(byte, '-', array_size(filter(slice(bytes, 1, i), before -> before = byte)))
            ) as counted
        )
    )[0]
{%- endmacro %}

{#- How alike two names are, from 0 to 1, as Jaro and Winkler measure it: on the bytes of UTF-8. -#}
{% macro likeness(one, another) -%}
    {{ adapter.dispatch('likeness', 'gouji')(one, another) }}
{%- endmacro %}

{% macro default__likeness(one, another) -%}
    jaro_winkler_similarity({{ one }}, {{ another }})
{%- endmacro %}

{#- Spark has no such function. A lambda over a list of one entry names what is used again. -#}
{% macro spark__likeness(one, another) -%}
    transform(
        transform(
            transform(
                array(struct({{ one }}.bytes as own, {{ another }}.bytes as other)),
                names -> struct(names.own, names.other, {{ spark__bytes_matched('names.own', 'names.other') }} as matched)
            ),
            names -> struct(
                {{ spark__leading_equal('names.own', 'names.other') }} as leading,
                {{ spark__jaro_likeness('names.own', 'names.other', 'names.matched') }} as likeness
            )
        ),
        -- Only names that are much alike anyway gain by their beginning.
        names -> case
            when names.likeness > cast(0.7 as double)
                then names.likeness + names.leading * cast(0.1 as double) * (1 - names.likeness)
            else names.likeness
        end
    )[0]
{%- endmacro %}

{#- Whether two names, neither of them empty, are as alike as that. -#}
{% macro are_alike(one, another, least) -%}
    {{ adapter.dispatch('are_alike', 'gouji')(one, another, least) }}
{%- endmacro %}

{% macro default__are_alike(one, another, least) -%}
    {{ likeness(one, another) }} >= {{ least }}
{%- endmacro %}

{#- Two names with few equal bytes, wherever these are, cannot be, and are not compared any closer. -#}
{% macro spark__are_alike(one, another, least) -%}
    case
        when
            0.2 * array_size(array_intersect({{ one }}.counted, {{ another }}.counted))
            * (1 / array_size({{ one }}.counted) + 1 / array_size({{ another }}.counted)) + 0.6
            < {{ least }} - 0.001
            then false
        else {{ likeness(one, another) }} >= {{ least }}
    end
{%- endmacro %}

{% macro spark__bytes_of(text) -%}
    filter(
        transform(sequence(0, octet_length({{ text }})), i -> substring(hex({{ text }}), 2 * i + 1, 2)),
        byte -> byte <> ''
    )
{%- endmacro %}

{#- Each byte with the place of the first equal one that is not far off and not yet matched. -#}
{% macro spark__bytes_matched(own, other) -%}
    {%- set far = 'greatest(greatest(array_size(' ~ own ~ '), array_size(' ~ other ~ ')) div 2 - 1, 0)' -%}
    aggregate(
        {{ own }},
        struct(0 as place, cast(array() as array<struct<place: int, byte: string>>) as found),
        (matched, byte) -> struct(
            matched.place + 1 as place,
            concat(
                matched.found,
                slice(
                    filter(
                        transform({{ other }}, (near, i) -> struct(i as place, near as byte)),
                        near -> near.byte = byte
                        and abs(near.place - matched.place) <= {{ far }}
                        and not exists(matched.found, taken -> taken.place = near.place)
                    ),
                    1, 1
                )
            ) as found
        ),
        matched -> matched.found
    )
{%- endmacro %}

{% macro spark__jaro_likeness(own, other, matched) -%}
    case
        when array_size({{ matched }}) = 0 then cast(0 as double)
        else (
            array_size({{ matched }}) / array_size({{ own }})
            + array_size({{ matched }}) / array_size({{ other }})
            + (
                array_size({{ matched }})
                - array_size(
                    filter(
                        zip_with({{ matched }}, array_sort({{ matched }}), (here, there) -> here.byte <> there.byte),
                        is_elsewhere -> is_elsewhere
                    )
                ) div 2
            ) / array_size({{ matched }})
        ) / 3
    end
{%- endmacro %}

{#- How many bytes two names begin with alike, up to four. -#}
{% macro spark__leading_equal(own, other) -%}
    array_size(
        filter(
            sequence(1, least(4, greatest(1, least(array_size({{ own }}), array_size({{ other }}))))),
            n -> slice({{ own }}, 1, n) = slice({{ other }}, 1, n)
        )
    )
{%- endmacro %}
