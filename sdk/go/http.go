package vestibule

import (
	"encoding/json"
	"errors"
	"strings"

	bindings "vestibule/internal/bindings/vestibule_actions_http"
	"vestibule/internal/wit/types"
)

// HTTP sends requests to the outside: fetch. It is off unless the operator allows it, and then reaches only the hosts that the Action's configuration lists.
var HTTP outbound

type outbound struct{}

// Reasons why there is no response, for errors.Is.
var (
	// ErrHTTPNotAllowed is a host that is not listed, or outbound HTTP that is off.
	ErrHTTPNotAllowed = errors.New("not allowed")
	// ErrHTTPAddressRefused is an allowed name that leads to an address that is not.
	ErrHTTPAddressRefused = errors.New("address refused")
	// ErrHTTPInvalidRequest is a request of a form that cannot be sent.
	ErrHTTPInvalidRequest = errors.New("invalid request")
	// ErrHTTPNotResolved is a name that could not be resolved.
	ErrHTTPNotResolved = errors.New("not resolved")
	// ErrHTTPConnectionFailed is a connection that did not come about, or ended early; TLS included.
	ErrHTTPConnectionFailed = errors.New("connection failed")
	// ErrHTTPTooLarge is a request or response that is larger than the limit.
	ErrHTTPTooLarge = errors.New("too large")
	// ErrHTTPTimedOut is an answer that did not come in time.
	ErrHTTPTimedOut = errors.New("timed out")
	// ErrHTTPTooMany is more exchanges than the limit.
	ErrHTTPTooMany = errors.New("too many")
	// ErrHTTPOther is a reason that this SDK does not know.
	ErrHTTPOther = errors.New("other")
)

// HTTPError says why there is no response. A status such as 404 is a response.
type HTTPError struct {
	reason  error
	message string
}

// Error is a sentence that names the host.
func (err *HTTPError) Error() string { return err.message }

// Unwrap gives one of the reasons above.
func (err *HTTPError) Unwrap() error { return err.reason }

// Header is a header of a request or response.
type Header struct {
	// Name is in lower case in a response.
	Name string
	// Value is as it was sent.
	Value string
}

// Request is a request.
type Request struct {
	// Method is case-sensitive. Empty: GET.
	Method string
	// URL is absolute, http or https.
	URL string
	// Headers may have a name more than once. What belongs to the connection, such as host and content-length, is the host's to set.
	Headers []Header
	// Body is what is sent. Nil: none.
	Body []byte
	// ManualRedirects takes an answer that redirects as the response. Otherwise it is followed, at most five times.
	ManualRedirects bool
}

// Response is a response, whole.
type Response struct {
	// Status is for example 200.
	Status int
	// URL is the one that answered: another than was asked for when redirects were followed.
	URL string
	// Headers are in the order of arrival.
	Headers []Header
	// Body is what came, after its content encoding was undone.
	Body []byte
}

// OK says whether the status is 200 to 299.
func (response Response) OK() bool { return response.Status >= 200 && response.Status < 300 }

// Header is the first header of this name, in any case.
func (response Response) Header(name string) (value string, ok bool) {
	for _, header := range response.Headers {
		if strings.EqualFold(header.Name, name) {
			return header.Value, true
		}
	}
	return "", false
}

// JSON reads the body as JSON into value, as json.Unmarshal.
func (response Response) JSON(value any) error { return json.Unmarshal(response.Body, value) }

// Exchange is a request under way.
type Exchange struct {
	exchange *bindings.Exchange
}

// Get sends a GET, and waits for the response.
func (outbound) Get(url string) (Response, error) {
	return HTTP.Send(Request{URL: url})
}

// PostJSON sends a value as JSON, and waits for the response.
func (outbound) PostJSON(url string, value any, headers ...Header) (Response, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return Response{}, err
	}
	headers = append([]Header{{"content-type", "application/json"}}, headers...)
	return HTTP.Send(Request{Method: "POST", URL: url, Headers: headers, Body: body})
}

// Send sends a request, and waits for the response.
func (outbound) Send(request Request) (Response, error) {
	return received(bindings.Send(sent(request)))
}

// Start sends a request without waiting. Most reasons why there is no response only show when it is finished.
func (outbound) Start(request Request) (*Exchange, error) {
	result := bindings.ExchangeStart(sent(request))
	if result.Tag() == types.ResultErr {
		return nil, httpError(result.Err())
	}
	return &Exchange{result.Ok()}, nil
}

// Finish waits for the response. Once only.
func (exchange *Exchange) Finish() (Response, error) {
	return received(bindings.ExchangeFinish(exchange.exchange))
}

// Drop gives the request up.
func (exchange *Exchange) Drop() { exchange.exchange.Drop() }

// Wait waits until one of these can be finished without waiting, and gives its place; not ok when the milliseconds have passed before. Nil waits as long as
// the run lasts.
func (outbound) Wait(exchanges []*Exchange, milliseconds *uint64) (place int, ok bool) {
	all := make([]*bindings.Exchange, len(exchanges))
	for index, exchange := range exchanges {
		all[index] = exchange.exchange
	}
	ready, ok := optional(bindings.Wait(all, fromPointer(milliseconds)))
	return int(ready), ok
}

func sent(request Request) bindings.Request {
	method, redirects := request.Method, bindings.RedirectsFollow
	if method == "" {
		method = "GET"
	}
	if request.ManualRedirects {
		redirects = bindings.RedirectsManual
	}
	headers := make([]types.Tuple2[string, string], len(request.Headers))
	for index, header := range request.Headers {
		headers[index] = types.Tuple2[string, string]{F0: header.Name, F1: header.Value}
	}
	body := types.None[[]uint8]()
	if request.Body != nil {
		body = types.Some(request.Body)
	}
	return bindings.Request{Method: method, Url: request.URL, Headers: headers, Body: body, Redirects: redirects}
}

func received(result types.Result[bindings.Response, bindings.HttpError]) (Response, error) {
	if result.Tag() == types.ResultErr {
		return Response{}, httpError(result.Err())
	}
	response := result.Ok()
	headers := make([]Header, len(response.Headers))
	for index, header := range response.Headers {
		headers[index] = Header{header.F0, header.F1}
	}
	return Response{int(response.Status), response.Url, headers, response.Body}, nil
}

func httpError(err bindings.HttpError) error {
	switch err.Tag() {
	case bindings.HttpErrorNotAllowed:
		return &HTTPError{ErrHTTPNotAllowed, err.NotAllowed()}
	case bindings.HttpErrorAddressRefused:
		return &HTTPError{ErrHTTPAddressRefused, err.AddressRefused()}
	case bindings.HttpErrorInvalidRequest:
		return &HTTPError{ErrHTTPInvalidRequest, err.InvalidRequest()}
	case bindings.HttpErrorNotResolved:
		return &HTTPError{ErrHTTPNotResolved, err.NotResolved()}
	case bindings.HttpErrorConnectionFailed:
		return &HTTPError{ErrHTTPConnectionFailed, err.ConnectionFailed()}
	case bindings.HttpErrorTooLarge:
		return &HTTPError{ErrHTTPTooLarge, err.TooLarge()}
	case bindings.HttpErrorTimedOut:
		return &HTTPError{ErrHTTPTimedOut, err.TimedOut()}
	case bindings.HttpErrorTooMany:
		return &HTTPError{ErrHTTPTooMany, err.TooMany()}
	default:
		return &HTTPError{ErrHTTPOther, err.Other()}
	}
}
