#include <curl/curl.h>

// Swift cannot call variadic functions, with which libcurl sets options and reads infos. There is
// one inline accessor per C type; the caller pairs it with an option of that type.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_size(CURL *easy, CURLoption option, curl_off_t value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_bytes(CURL *easy, CURLoption option, const void *value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_callback(CURL *easy, CURLoption option, curl_write_callback value)
{
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_prerequest(CURL *easy, curl_prereq_callback value)
{
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline long ccurl_get_long(CURL *easy, CURLINFO info)
{
    long value = 0;
    (curl_easy_getinfo)(easy, info, &value);
    return value;
}

static inline curl_off_t ccurl_get_size(CURL *easy, CURLINFO info)
{
    curl_off_t value = 0;
    (curl_easy_getinfo)(easy, info, &value);
    return value;
}

static inline const char *ccurl_get_string(CURL *easy, CURLINFO info)
{
    char *value = NULL;
    (curl_easy_getinfo)(easy, info, &value);
    return value;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value)
{
    return (curl_multi_setopt)(multi, option, value);
}

// CURL_GLOBAL_DEFAULT is a macro that Swift does not import.
static inline CURLcode ccurl_global_init(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

// CURLVERSION_NOW is a macro too.
static inline const curl_version_info_data *ccurl_version_info(void)
{
    return curl_version_info(CURLVERSION_NOW);
}
